import type { DragStart, DragUpdate, DropResult, ResponderProvided } from "@hello-pangea/dnd";
import { useState } from "react";
import { useTranslations } from "use-intl";
import type { TaskStatus } from "../task-schema.ts";
import type { TaskView } from "../task-view.ts";
import { type Columns, type Move, moveTo } from "./board-order.ts";

type Spot = { droppableId: string; index: number };

/** Drag handlers, and the announcements for screen readers. */
export function useDragging(
  columns: Columns<TaskView>,
  send: (move: Move, from: TaskStatus, byKeys: boolean) => void,
) {
  const t = useTranslations("tasks");
  const [isDragging, setDragging] = useState(false);
  const titleOf = (id: string) =>
    Object.values(columns)
      .flat()
      .find((task) => task.id === id)?.title ?? "";
  const words = (id: string, { droppableId, index }: Spot) => ({
    title: titleOf(id),
    column: t(`status.${droppableId as TaskStatus}`),
    position: index + 1,
  });
  return {
    isDragging,
    onDragStart({ draggableId, source }: DragStart, { announce }: ResponderProvided) {
      setDragging(true);
      announce(t("board.lifted", words(draggableId, source)));
    },
    onDragUpdate({ draggableId, destination }: DragUpdate, { announce }: ResponderProvided) {
      announce(destination ? t("board.over", words(draggableId, destination)) : t("board.nowhere"));
    },
    onDragEnd(
      { draggableId, source, destination, reason, mode }: DropResult,
      { announce }: ResponderProvided,
    ) {
      setDragging(false);
      const title = titleOf(draggableId);
      if (!destination || reason === "CANCEL") return announce(t("board.cancelled", { title }));
      announce(t("board.dropped", words(draggableId, destination)));
      const isSame = source.droppableId === destination.droppableId && source.index === destination.index;
      const [from, to] = [source.droppableId as TaskStatus, destination.droppableId as TaskStatus];
      // The library calls a drag by keyboard "SNAP".
      if (!isSame) send(moveTo(columns, draggableId, to, destination.index), from, mode === "SNAP");
    },
  };
}
