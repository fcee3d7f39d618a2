import { useTranslations } from "use-intl";
import { Notice } from "#app/components/notice/notice.tsx";
import { RenewedNotice } from "#app/components/notice/renewed-notice.tsx";
import type { TaskView } from "#app/features/tasks/task-view.ts";

type Draft = Record<string, string> | undefined;

/** Above tasks: the sign-in was renewed. A title is offered again where it was typed, or said where its row is not here. */
export function Renewed({ draft, tasks }: { draft: Draft; tasks: readonly TaskView[] }) {
  const common = useTranslations("common");
  if (!draft) return null;
  const { task, title } = draft;
  if (title === undefined) return <RenewedNotice />;
  const isOffered = task === undefined || tasks.some(({ id }) => id === task);
  return isOffered ? <Notice>{common("draftRestored")}</Notice> : <RenewedNotice typed={title} />;
}

/** The title that was typed into a row. */
export function retitledIn(draft: Draft): { task: string; title: string } | undefined {
  return draft?.task !== undefined && draft.title !== undefined
    ? { task: draft.task, title: draft.title }
    : undefined;
}
