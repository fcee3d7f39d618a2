import { Plus } from "lucide-react";
import { type FormEvent, useEffect, useId, useRef } from "react";
import { useTranslations } from "use-intl";
import { Card } from "#app/components/card.tsx";
import { cn } from "#app/components/class-names.ts";
import { Button } from "#app/components/form/button.tsx";
import { controlStyle } from "#app/components/form/control-style.ts";
import { AssigneeOptions } from "#app/features/tasks/assignee-options.tsx";
import type { PersonView } from "#app/features/tasks/task-view.ts";
import { useBesidePage } from "#app/features/workspace/beside-page.ts";
import { useProblems } from "#app/i18n/use-problems.ts";
import { NewTaskLine, NewTaskList } from "./new-task-row.tsx";
import { addNewTask, showAt, useNewTasks } from "./new-tasks.ts";

export type NewTaskFields = { title?: string; assigneeId?: string; dueOn?: string };

type Props = {
  /** The project's page, whose action creates tasks. */
  action: string;
  people: readonly PersonView[];
  /** Earlier input and its errors, when a document request failed. */
  typed?: NewTaskFields;
  errors?: Record<string, string[] | null> | null;
};

/** A one-line form that adds a task and stays for the next one. Pending tasks are shown below it. */
export function QuickAdd({ action, people, typed, errors }: Props) {
  const t = useTranslations("tasks");
  const say = useProblems();
  const errorId = useId();
  const field = useRef<HTMLInputElement>(null);
  const { tasks } = useNewTasks();
  const showBesidePage = useBesidePage();
  useEffect(() => showAt(action), [action]);

  function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const fields = Object.fromEntries(new FormData(event.currentTarget)) as Record<string, string>;
    if (field.current && fields.title?.trim()) {
      field.current.value = "";
      addNewTask(action, fields);
      showBesidePage(<NewTaskLine />);
    }
    field.current?.focus();
  }

  const problems = Object.values(errors ?? {}).flatMap((each) => each ?? []);
  return (
    <div className="grid grid-cols-1 gap-2">
      <form method="post" action={action} onSubmit={onSubmit} aria-label={t("add")} noValidate>
        <Card className="flex flex-wrap items-center gap-x-2 gap-y-1 px-3 py-2 focus-within:border-ring">
          <Plus aria-hidden className="size-4 shrink-0 text-muted-foreground" />
          <input
            ref={field}
            name="title"
            data-new-task
            defaultValue={typed?.title}
            aria-label={t("newTitle")}
            placeholder={t("newTitle")}
            aria-invalid={problems.length > 0 || undefined}
            aria-describedby={problems.length > 0 ? errorId : undefined}
            autoComplete="off"
            enterKeyHint="done"
            className="h-9 min-w-0 grow basis-40 bg-transparent px-1 text-base outline-none placeholder:text-muted-foreground sm:text-sm"
          />
          <Choices people={people} typed={typed} />
          <Button type="submit" size="sm">
            {t("save")}
          </Button>
        </Card>
        {problems.length > 0 && (
          <p id={errorId} role="alert" className="px-1 pt-1.5 text-danger text-sm">
            {problems.map(say).join(" ")}
          </p>
        )}
      </form>
      <NewTaskList tasks={tasks.filter((task) => task.action === action)} />
    </div>
  );
}

/** Assignee and due date. */
function Choices({ people, typed }: Pick<Props, "people" | "typed">) {
  const t = useTranslations("tasks");
  return (
    <div className="flex min-w-0 items-center gap-2 max-sm:order-1 max-sm:w-full">
      <select
        name="assigneeId"
        defaultValue={typed?.assigneeId ?? ""}
        aria-label={t("assignee")}
        className={quiet("max-sm:grow max-sm:basis-0 sm:w-36")}
      >
        <AssigneeOptions people={people} />
      </select>
      <input
        type="date"
        name="dueOn"
        defaultValue={typed?.dueOn}
        aria-label={t("dueOn")}
        className={quiet("max-sm:w-40 sm:w-34")}
      />
    </div>
  );
}

/** Optional fields, with less emphasis. */
function quiet(width: string): string {
  return cn(
    controlStyle,
    "h-8 min-w-0 border-transparent bg-transparent px-2 text-muted-foreground text-sm shadow-none hover:border-transparent hover:bg-muted sm:text-xs",
    width,
  );
}
