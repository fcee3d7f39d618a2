import { DragDropContext } from "@hello-pangea/dnd";
import { useFetchers, useSubmit } from "@remix-run/react";
import { useEffect, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { cn } from "#app/components/class-names.ts";
import { useNonce } from "#app/components/nonce.tsx";
import { KeptAnswers } from "#app/features/tasks/lasting-answers.tsx";
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
  /** Where the rest of a column is, when it has more than is shown. */
  rest: Partial<Record<TaskStatus, string>>;
  /** From older ones that are done, where the newest are. */
  newest: string | null;
};

/** Three columns to move tasks between: by dragging, with the keys, or with each card's buttons. */
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
        // Where the columns do not fit side by side they are one swipe apart; what snaps would work against a drag.
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
      <KeptAnswers to={["place"]} tasks={taskStatuses.flatMap((status) => columns[status])} />
      <p role="status" className="sr-only">
        {place.said}
      </p>
    </DragDropContext>
  );
}

/** Moves that were sent and have not arrived: cards stand where they were put meanwhile. */
function usePendingMoves(): Move[] {
  return useFetchers().flatMap(({ formAction, formData }) => {
    const [, id] = /^\/tasks\/([^/]+)\/place$/.exec(formAction ?? "") ?? [];
    const field = (name: string) => (formData?.get(name) as string | null) || undefined;
    const status = field("status") as TaskStatus | undefined;
    return id && status ? [{ id, status, after: field("after"), before: field("before") }] : [];
  });
}

type Followed = { id: string; title: string; status: TaskStatus };

/** How long a card keeps the focus while it finds its place, in milliseconds. */
const followedFor = 3_000;

/** Sends moves, and keeps the focus on a card that a button has put elsewhere. */
function usePlace() {
  const t = useTranslations("tasks");
  const submit = useSubmit();
  const fetchers = useFetchers();
  const board = useRef<HTMLDivElement>(null);
  const [followed, setFollowed] = useState<Followed>();
  const following = useRef<{ id: string; until: number }>();
  // A card is made anew in another column, now and when the answer has come: each time the focus is lost with the old one.
  useEffect(() => {
    const { id, until } = following.current ?? { id: "", until: 0 };
    if (document.activeElement !== document.body || performance.now() > until) return;
    board.current?.querySelector<HTMLElement>(`[data-task="${id}"] a`)?.focus();
  });
  return {
    board,
    said: followed && t("board.moved", { title: followed.title, column: t(`status.${followed.status}`) }),
    follow(card: Followed) {
      setFollowed(card);
      following.current = { id: card.id, until: performance.now() + followedFor };
      if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    },
    send({ id, ...fields }: Move, from: TaskStatus) {
      const chosen = Object.entries(fields).filter((entry): entry is [string, string] => Boolean(entry[1]));
      const form = new URLSearchParams(chosen);
      const underWay = fetchers.find(({ key }) => key === `place-${id}`)?.formData;
      for (const status of seenStatuses([from], underWay)) form.append("wasStatus", status);
      submit(form, {
        method: "post",
        action: `/tasks/${id}/place`,
        navigate: false,
        fetcherKey: `place-${id}`,
        // The card has to be there before the drop ends.
        flushSync: true,
      });
    },
  };
}
