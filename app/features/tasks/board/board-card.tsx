import type { DraggableProvided } from "@hello-pangea/dnd";
import { Link, useFetcher } from "@remix-run/react";
import { AlignLeft, ArrowDown, ArrowUp } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { Avatar } from "#app/components/avatar.tsx";
import { cn } from "#app/components/class-names.ts";
import { LabelChips } from "#app/features/labels/label-chips.tsx";
import type { Answer } from "#app/forms/answer.ts";
import { useProblems } from "#app/i18n/use-problems.ts";
import { DueDate } from "../due-date.tsx";
import { SeenFields } from "../seen-fields.tsx";
import { seenStatuses } from "../seen-statuses.ts";
import { StatusIcon } from "../status-icon.tsx";
import { type TaskStatus, taskStatuses } from "../task-schema.ts";
import { type PersonView, type TaskView, taskPath } from "../task-view.ts";

export type Placed = { id: string; title: string; status: TaskStatus };

type Props = {
  task: TaskView;
  person: PersonView | undefined;
  today: string;
  mayWrite: boolean;
  provided: DraggableProvided;
  isDragging: boolean;
  /** The ids of the neighbouring cards. */
  above: string | undefined;
  below: string | undefined;
  /** Set once scripts run. */
  movesByKeys: boolean;
  onPlaced: (placed: Placed) => void;
};

/**
 * A task on the board. Its link covers the card and is the drag handle: Enter opens the task, the space bar lifts the
 * card. For screen readers it stays a link.
 */
export function BoardCard({ task, person, today, mayWrite, provided, isDragging, ...rest }: Props) {
  const t = useTranslations("tasks");
  const say = useProblems();
  const fetcher = useFetcher<Answer>({ key: `place-${task.id}` });
  const problem = fetcher.state === "idle" ? fetcher.data?.problem : undefined;
  const { role: _, ...handle } = provided.dragHandleProps ?? { role: "" };
  const { title, status, dueOn, assigneeName, hasNotes } = task;
  return (
    <li
      ref={provided.innerRef}
      {...provided.draggableProps}
      data-task={task.id}
      className={cn(
        "group relative mb-2 grid grid-cols-1 gap-2 rounded-md border bg-surface px-3 pt-2.5 pb-2 shadow-xs transition-shadow last:mb-0",
        "has-[a:focus-visible]:outline-2 has-[a:focus-visible]:outline-ring",
        isDragging ? "shadow-lg" : "hover:border-control-border",
      )}
    >
      <Link
        to={taskPath(task)}
        prefetch="intent"
        {...(mayWrite ? handle : { draggable: false })}
        className={cn(
          "wrap-anywhere text-sm leading-5 outline-none after:absolute after:inset-0",
          status === "done" ? "text-muted-foreground line-through" : "font-medium",
        )}
      >
        <bdi>{title}</bdi>
      </Link>
      <LabelChips labels={task.labels} />
      <div className="flex min-h-6 items-center gap-2">
        {dueOn && <DueDate dueOn={dueOn} today={today} isDone={status === "done"} />}
        {hasNotes && (
          <AlignLeft
            role="img"
            aria-label={t("hasNotes")}
            className="size-3.5 shrink-0 text-muted-foreground"
          />
        )}
        {mayWrite && <Moves task={task} {...rest} fetcher={fetcher} />}
        {assigneeName && (
          <span title={assigneeName} className={cn("flex", !mayWrite && "ml-auto")}>
            <Avatar name={assigneeName} src={person?.avatarUrl} className="size-6 text-[0.625rem]" />
            <span className="sr-only">{t("assignedTo", { name: assigneeName })}</span>
          </span>
        )}
      </div>
      {problem && (
        <p role="alert" className="text-danger text-sm">
          {say(problem)}
        </p>
      )}
    </li>
  );
}

type MovesProps = Pick<Props, "task" | "above" | "below" | "movesByKeys" | "onPlaced"> & {
  fetcher: ReturnType<typeof useFetcher<Answer>>;
};

/**
 * The same moves without dragging. They are forms, so they work without scripts. Once the card can be moved by keyboard,
 * they leave the tab order, because a board has many cards.
 */
function Moves({ task, above, below, movesByKeys, onPlaced, fetcher }: MovesProps) {
  const t = useTranslations("tasks.move");
  const { id, title, status } = task;
  const button = (label: string, to: TaskStatus, icon: ReactNode, beside: [string, string] | undefined) => (
    <fetcher.Form
      key={label}
      method="post"
      action={`/tasks/${id}/place`}
      onSubmit={() => onPlaced({ id, title, status: to })}
      className="flex"
    >
      <SeenFields statuses={seenStatuses([status], fetcher.formData)} />
      {beside && <input type="hidden" name={beside[0]} value={beside[1]} />}
      <button
        type="submit"
        name="status"
        value={to}
        tabIndex={movesByKeys ? -1 : undefined}
        className="grid size-6 cursor-pointer place-items-center rounded text-muted-foreground transition-colors hover:bg-muted hover:text-foreground"
      >
        {icon}
        <span className="sr-only">{label}</span>
      </button>
    </fetcher.Form>
  );
  return (
    <div className="noscript:opacity-100 relative z-10 ml-auto flex opacity-0 transition-opacity focus-within:opacity-100 group-hover:opacity-100 pointer-coarse:opacity-100">
      {above &&
        button(t("up", { title }), status, <ArrowUp aria-hidden className="size-3.5" />, ["before", above])}
      {below &&
        button(t("down", { title }), status, <ArrowDown aria-hidden className="size-3.5" />, [
          "after",
          below,
        ])}
      {taskStatuses
        .filter((to) => to !== status)
        .map((to) =>
          button(t(to, { title }), to, <StatusIcon status={to} className="size-3.5" />, undefined),
        )}
    </div>
  );
}
