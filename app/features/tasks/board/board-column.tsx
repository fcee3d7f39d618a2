import { Draggable, Droppable } from "@hello-pangea/dnd";
import { Link } from "@remix-run/react";
import { useTranslations } from "use-intl";
import { cn } from "#app/components/class-names.ts";
import { GroupTitle } from "#app/features/tasks/list/task-list.tsx";
import type { TaskStatus } from "../task-schema.ts";
import type { PersonView, TaskView } from "../task-view.ts";
import { BoardCard, type Placed } from "./board-card.tsx";

type Props = {
  status: TaskStatus;
  tasks: readonly TaskView[];
  count: number;
  people: readonly PersonView[];
  today: string;
  mayWrite: boolean;
  rest: string | undefined;
  newest: string | null;
  movesByKeys: boolean;
  onPlaced: (placed: Placed) => void;
};

export function BoardColumn({ status, tasks, count, people, today, mayWrite, rest, newest, ...card }: Props) {
  const t = useTranslations("tasks");
  return (
    <section className="flex w-[min(20rem,82vw)] shrink-0 snap-start flex-col gap-2 lg:w-auto">
      <GroupTitle status={status} count={count} />
      <Droppable droppableId={status} isDropDisabled={!mayWrite}>
        {({ innerRef, droppableProps, placeholder }, { isDraggingOver }) => (
          <ul
            ref={innerRef}
            {...droppableProps}
            aria-label={t(`status.${status}`)}
            className={cn(
              "flex min-h-32 grow flex-col rounded-lg p-2 transition-colors",
              isDraggingOver ? "bg-accent-soft" : "bg-muted/60",
            )}
          >
            {tasks.map((task, index) => (
              <Draggable key={task.id} draggableId={task.id} index={index} isDragDisabled={!mayWrite}>
                {(provided, { isDragging }) => (
                  <BoardCard
                    task={task}
                    person={people.find(({ id }) => id === task.assigneeId)}
                    today={today}
                    mayWrite={mayWrite}
                    provided={provided}
                    isDragging={isDragging}
                    above={tasks[index - 1]?.id}
                    below={tasks[index + 1]?.id}
                    {...card}
                  />
                )}
              </Draggable>
            ))}
            {placeholder}
            {tasks.length === 0 && !isDraggingOver && (
              <li className="px-2 py-6 text-center text-muted-foreground text-sm">{t("board.empty")}</li>
            )}
          </ul>
        )}
      </Droppable>
      <div className="flex flex-wrap gap-x-4 px-1 empty:hidden">
        {newest && <Elsewhere to={newest}>{t("board.newest")}</Elsewhere>}
        {rest && <Elsewhere to={rest}>{t(status === "done" ? "board.older" : "board.rest")}</Elsewhere>}
      </div>
    </section>
  );
}

function Elsewhere({ to, children }: { to: string; children: string }) {
  return (
    <Link
      to={to}
      prefetch="intent"
      className="text-muted-foreground text-sm hover:text-foreground hover:underline"
    >
      {children}
    </Link>
  );
}
