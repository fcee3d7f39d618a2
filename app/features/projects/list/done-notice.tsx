import { useTranslations } from "use-intl";
import { type Undo, UndoNotice } from "#app/components/notice/undo-notice.tsx";
import type { Done } from "#app/features/projects/project-schema.ts";

/** Says what was just done to projects, with an undo button where possible. */
export function DoneNotice({ done }: { done: Done | undefined }) {
  const t = useTranslations("projects.done");
  if (!done) return <UndoNotice>{null}</UndoNotice>;
  const { did, ids, left } = done;
  const name = () => <bdi>{done.name}</bdi>;
  return (
    <UndoNotice undo={undoOf(done)}>
      {did === "deleted" ? t.rich("deleted", { name }) : t.rich(did, { count: ids.length, name })}
      {left > 0 && ` ${t("left", { count: left })}`}
    </UndoNotice>
  );
}

function undoOf({ did, ids }: Done): Undo | undefined {
  if (did === "deleted" || ids.length === 0) return undefined;
  const action = did === "archived" ? "/projects/restoration" : "/projects/archive";
  return { action, fields: ids.map((id) => ["id", id] as const) };
}
