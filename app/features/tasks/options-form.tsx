import type { useFetcher } from "@remix-run/react";
import { CalendarPlus, CircleUser } from "lucide-react";
import { type FormEvent, type ReactNode, useState } from "react";
import { useTranslations } from "use-intl";
import { Avatar } from "#app/components/avatar.tsx";
import { cn } from "#app/components/class-names.ts";
import { Button } from "#app/components/form/button.tsx";
import type { Answer } from "#app/forms/answer.ts";
import { AssigneeOptions } from "./assignee-options.tsx";
import { DueDate } from "./due-date.tsx";
import { StatusIcon } from "./status-icon.tsx";
import { taskStatuses } from "./task-schema.ts";
import type { PersonView, TaskView } from "./task-view.ts";

type Props = {
  /** The stored task, and the same with pending changes. */
  stored: TaskView;
  task: TaskView;
  people: readonly PersonView[];
  today: string;
  fetcher: ReturnType<typeof useFetcher<Answer>>;
  /** False on a page where all tasks have the same assignee. */
  withAssignee: boolean;
};

/** Status, assignee and due date of a task in its row. Choices apply immediately, or with a button without scripts. */
export function OptionsForm({ stored, task, people, today, fetcher, withAssignee }: Props) {
  const t = useTranslations("tasks");
  const { id, assigneeId } = task;
  function onChange({ target, currentTarget }: FormEvent<HTMLFormElement>) {
    // While a year is being typed, its value starts as year 2.
    const isUnfinished = target instanceof HTMLInputElement && target.value !== "" && target.value < "1900";
    if (!isUnfinished) fetcher.submit(currentTarget, { flushSync: true });
  }
  return (
    <fetcher.Form
      method="post"
      action={`/tasks/${id}/fields`}
      onChange={onChange}
      className="-ml-2 flex min-w-0 max-w-full items-center gap-1 lg:ml-0 lg:shrink-0"
    >
      <input type="hidden" name="wasStatus" value={stored.status} />
      <input type="hidden" name="wasAssigneeId" value={stored.assigneeId ?? ""} />
      <input type="hidden" name="wasDueOn" value={stored.dueOn ?? ""} />
      <StatusPill task={task} />
      {withAssignee ? (
        <AssigneePill task={task} people={people} />
      ) : (
        <input type="hidden" name="assigneeId" value={assigneeId ?? ""} />
      )}
      <DuePill task={task} today={today} resetOn={`${stored.dueOn} ${fetcher.data?.problem}`} />
      <noscript>
        <Button type="submit" size="sm" variant="secondary">
          {t("saveRow")}
        </Button>
      </noscript>
    </fetcher.Form>
  );
}

function StatusPill({ task: { title, status } }: Pick<Props, "task">) {
  const t = useTranslations("tasks");
  return (
    <Pill
      className="sm:w-30"
      face={
        <>
          <StatusIcon status={status} className="size-3.5" />
          {t(`status.${status}`)}
        </>
      }
    >
      <select
        name="status"
        value={status}
        onChange={nothing}
        aria-label={t("statusOf", { title })}
        className={overlay}
      >
        {taskStatuses.map((one) => (
          <option key={one} value={one}>
            {t(`status.${one}`)}
          </option>
        ))}
      </select>
    </Pill>
  );
}

type DuePillProps = Pick<Props, "task" | "today"> & {
  /** A change of this key resets the field to the stored value. */
  resetOn: string;
};

function DuePill({ task: { title, dueOn, status }, today, resetOn }: DuePillProps) {
  const t = useTranslations("tasks");
  return (
    <Pill
      className="sm:w-28"
      face={
        dueOn ? (
          <DueDate dueOn={dueOn} today={today} isDone={status === "done"} />
        ) : (
          <>
            <CalendarPlus aria-hidden className="size-3.5 shrink-0" />
            {t("noDate")}
          </>
        )
      }
    >
      <input
        key={resetOn}
        type="date"
        name="dueOn"
        defaultValue={dueOn ?? ""}
        aria-label={t("dueOf", { title })}
        onClick={({ currentTarget }) => openPicker(currentTarget)}
        className={cn(overlay, "rounded-md bg-surface px-1.5 text-xs focus-visible:opacity-100")}
      />
    </Pill>
  );
}

/**
 * With more people than this, a row lists only the assignee until it gets focus or the pointer, then everyone. Otherwise
 * a page of fifty rows would repeat them fifty times. Without scripts, the task's page lists them.
 */
const maxInEveryRow = 40;

function AssigneePill({ task, people }: Pick<Props, "task" | "people">) {
  const t = useTranslations("tasks");
  const { title, assigneeId, assigneeName } = task;
  const person = people.find(({ id }) => id === assigneeId);
  const [isOpen, setOpen] = useState(people.length <= maxInEveryRow);
  const face = assigneeName ? (
    <>
      <Avatar name={assigneeName} src={person?.avatarUrl} className="size-5 text-[0.5625rem]" />
      <bdi className="truncate">{assigneeName}</bdi>
    </>
  ) : (
    <>
      <CircleUser aria-hidden className="size-4 shrink-0" />
      {t("nobody")}
    </>
  );
  return (
    <Pill className="min-w-0 shrink sm:w-36" face={face}>
      <select
        name="assigneeId"
        value={assigneeId ?? ""}
        onChange={nothing}
        aria-label={t("assigneeOf", { title })}
        onPointerEnter={() => setOpen(true)}
        onFocus={() => setOpen(true)}
        className={overlay}
      >
        <AssigneeOptions
          people={isOpen ? people : people.filter(({ id }) => id === assigneeId)}
          assigneeId={assigneeId}
          assigneeName={assigneeName}
        />
      </select>
    </Pill>
  );
}

/** An invisible native select over its visible face: the browser opens its own list, and the face may contain a picture. */
const overlay = "absolute inset-0 size-full cursor-pointer opacity-0";

function Pill({ face, children, className }: { face: ReactNode; children: ReactNode; className?: string }) {
  return (
    <span
      className={cn(
        "relative inline-flex h-7 shrink-0 items-center gap-1.5 rounded-md px-2 text-muted-foreground text-xs transition-colors hover:bg-muted hover:text-foreground",
        "has-[:focus-visible]:outline-2 has-[:focus-visible]:outline-ring",
        className,
      )}
    >
      {face}
      {children}
    </span>
  );
}

/** React requires a handler for a controlled value, but the form handles changes. */
function nothing() {}

function openPicker(input: HTMLInputElement): void {
  try {
    input.showPicker();
  } catch {
    // If the browser has no picker or does not open it, the focused field is visible.
  }
}
