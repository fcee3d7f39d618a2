import { DragDropContext } from "@hello-pangea/dnd";
import { useFetchers, useSubmit } from "@remix-run/react";
import { useEffect, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { cn } from "#app/components/class-names.ts";
import { useNonce } from "#app/components/nonce.tsx";
import { PersistentFetchers } from "#app/features/tasks/persistent-fetchers.tsx";
import { seenStatuses } from "../seen-statuses.ts";
import { type TaskStatus, taskStatuses } from "../task-schema.ts";
import type { PersonView, TaskView } from "../task-view.ts";
import { BoardColumn } from "./board-column.tsx";
import { type Columns, type Move, withMoves } from "./board-order.ts";
import { useDragging } from "./use-dragging.ts";

export type BoardProps = {
  columns: Columns<TaskView>;
  counts: Record<TaskStatus, number>;
  people: readonly PersonView[];
  today: string;
  mayWrite: boolean;
  /** Links to the rest of a column that has more tasks than are shown. */
  rest: Partial<Record<TaskStatus, string>>;
  /** From a page of older completed tasks: the link to the newest. */
  newest: string | null;
};

/** Three columns. Tasks move between them by dragging, by keyboard, or with the buttons on each card. */
export function Board({ columns, counts, people, today, mayWrite, rest, newest }: BoardProps) {
  const t = useTranslations("tasks.board");
  const nonce = useNonce();
  const moves = usePendingMoves();
  const shown = withMoves(columns, moves);
  const place = usePlace();
  const [movesByKeys, setMovesByKeys] = useState(false);
  useEffect(() => setMovesByKeys(true), []);
  const { isDragging, ...responders } = useDragging(shown, place.send);
  const count = (status: TaskStatus) => counts[status] + shown[status].length - columns[status].length;
  return (
    <DragDropContext {...responders} dragHandleUsageInstructions={t("instructions")} nonce={nonce}>
      <div
        ref={place.board}
        // On narrow screens one swipe moves to the next column. No scroll snapping during a drag, which it would disturb.
        className={cn(
          "-mx-4 flex gap-4 overflow-x-auto px-4 pb-4 sm:-mx-8 sm:px-8 lg:mx-0 lg:grid lg:grid-cols-3 lg:overflow-visible lg:px-0",
          !isDragging && "snap-x snap-mandatory scroll-px-4",
        )}
      >
        {taskStatuses.map((status) => (
          <BoardColumn
            key={status}
            status={status}
            tasks={shown[status]}
            count={count(status)}
            people={people}
            today={today}
            mayWrite={mayWrite}
            rest={rest[status]}
            newest={status === "done" ? newest : null}
            movesByKeys={movesByKeys}
            onPlaced={place.follow}
          />
        ))}
      </div>
      <PersistentFetchers to={["place"]} tasks={taskStatuses.flatMap((status) => columns[status])} />
      <p role="status" className="sr-only">
        {place.said}
      </p>
    </DragDropContext>
  );
}

/** Moves without an answer yet. Meanwhile cards are shown where they were put. */
function usePendingMoves(): Move[] {
  return useFetchers().flatMap(({ formAction, formData }) => {
    const [, id] = /^\/tasks\/([^/]+)\/place$/.exec(formAction ?? "") ?? [];
    const field = (name: string) => (formData?.get(name) as string | null) || undefined;
    const status = field("status") as TaskStatus | undefined;
    return id && status ? [{ id, status, after: field("after"), before: field("before") }] : [];
  });
}

type Followed = { id: string; title: string; status: TaskStatus };

/** How long focus follows a moved card, in milliseconds. */
const followedFor = 3_000;

/** Submits moves, and keeps focus on a card that was moved by its button or by keyboard. */
function usePlace() {
  const t = useTranslations("tasks");
  const submit = useSubmit();
  const fetchers = useFetchers();
  const board = useRef<HTMLDivElement>(null);
  const [followed, setFollowed] = useState<Followed>();
  const following = useRef<{ id: string; until: number }>();
  // A card mounts again in its new column, first optimistically and then with the answer. Each time focus would be lost.
  useEffect(() => {
    const { id, until } = following.current ?? { id: "", until: 0 };
    if (document.activeElement !== document.body || performance.now() > until) return;
    board.current?.querySelector<HTMLElement>(`[data-task="${id}"] a`)?.focus();
  });
  const follow = (id: string) => {
    following.current = { id, until: performance.now() + followedFor };
  };
  return {
    board,
    said: followed && t("board.moved", { title: followed.title, column: t(`status.${followed.status}`) }),
    follow(card: Followed) {
      setFollowed(card);
      follow(card.id);
      if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    },
    send({ id, ...fields }: Move, from: TaskStatus, byKeys: boolean) {
      if (byKeys) follow(id);
      const chosen = Object.entries(fields).filter((entry): entry is [string, string] => Boolean(entry[1]));
      const form = new URLSearchParams(chosen);
      const underWay = fetchers.find(({ key }) => key === `place-${id}`)?.formData;
      for (const status of seenStatuses([from], underWay)) form.append("wasStatus", status);
      submit(form, {
        method: "post",
        action: `/tasks/${id}/place`,
        navigate: false,
        fetcherKey: `place-${id}`,
        // The card must be rendered before the drop ends.
        flushSync: true,
      });
    },
  };
}
