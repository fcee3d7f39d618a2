import { Link } from "@remix-run/react";
import { AlignLeft, Pencil } from "lucide-react";
import { useTranslations } from "use-intl";
import { cn } from "#app/components/class-names.ts";
import { Input } from "#app/components/form/input.tsx";
import { FieldConflict, Renamed } from "#app/features/conflict/field-conflict.tsx";
import { type TaskView, taskPath } from "#app/features/tasks/task-view.ts";
import { useProblems } from "#app/i18n/use-problems.ts";
import { useTitle } from "./use-title.ts";

type Props = {
  task: TaskView;
  mayWrite: boolean;
  /** The stored title. */
  stored: string;
};

/** A title that links to its task and can be edited in place: Enter and blur save, Escape cancels. */
export function TitleCell({ task, stored, mayWrite }: Props) {
  const t = useTranslations("tasks");
  const say = useProblems();
  const { typed, problem, conflict, field, pencil, begin, change, onKeyDown, onBlur } = useTitle(
    task.id,
    stored,
  );
  if (typed !== undefined)
    return (
      <div className="grid min-w-0 grow gap-1">
        <Input
          ref={field}
          value={typed}
          onChange={(event) => change(event.currentTarget.value)}
          onFocus={(event) => event.currentTarget.select()}
          onKeyDown={onKeyDown}
          onBlur={onBlur}
          aria-label={t("titleOf", { title: stored })}
          aria-invalid={problem ? true : undefined}
          aria-describedby={problem && `${task.id}-title`}
          autoComplete="off"
          className="-my-1 -ml-2 h-8 px-2"
        />
        {problem && (
          <p id={`${task.id}-title`} role="alert" className="text-danger text-sm">
            {say(problem)}
          </p>
        )}
      </div>
    );
  return (
    <div className="min-w-0 grow">
      <div className="flex min-w-0 items-center gap-1.5">
        <Link
          to={taskPath(task)}
          prefetch="intent"
          className={cn(
            "wrap-anywhere min-w-0 text-sm hover:underline",
            task.status === "done" ? "text-muted-foreground line-through" : "font-medium",
          )}
        >
          <bdi>{task.title}</bdi>
        </Link>
        {task.hasNotes && (
          <AlignLeft
            role="img"
            aria-label={t("hasNotes")}
            className="size-3.5 shrink-0 text-muted-foreground"
          />
        )}
        {mayWrite && (
          <button
            ref={pencil}
            type="button"
            onClick={begin}
            className="noscript:hidden grid size-6 shrink-0 cursor-pointer place-items-center rounded text-muted-foreground opacity-0 transition-opacity hover:bg-muted hover:text-foreground focus-visible:opacity-100 group-hover:opacity-100 pointer-coarse:opacity-100"
          >
            <Pencil aria-hidden className="size-3.5" />
            <span className="sr-only">{t("rename", { title: task.title })}</span>
          </button>
        )}
      </div>
      {conflict && (
        <FieldConflict onKeep={conflict.keep} onTake={conflict.take}>
          <Renamed by="" mine={conflict.mine} theirs={stored} />
        </FieldConflict>
      )}
    </div>
  );
}
