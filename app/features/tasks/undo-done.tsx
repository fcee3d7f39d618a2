import { useTranslations } from "use-intl";
import { UndoNotice } from "#app/components/notice/undo-notice.tsx";
import type { Done } from "./task-schema.ts";

/** Says what was just done to a task, with an undo button. */
export function UndoDone({ done }: { done: Done | undefined }) {
  const t = useTranslations("tasks.undo");
  const task = () => <bdi>{done?.title}</bdi>;
  const action = done?.kind === "completed" ? "place" : "restoration";
  const fields = done?.kind === "completed" ? undoneBy(done) : [];
  return (
    <UndoNotice undo={done && { action: `/tasks/${done.id}/${action}`, fields }}>
      {done && t.rich(done.kind, { task })}
    </UndoNotice>
  );
}

function undoneBy({ was = "todo" }: Done) {
  return [["status", was] as const, ["wasStatus", "done"] as const];
}
