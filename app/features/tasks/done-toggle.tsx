import type { useFetcher } from "@remix-run/react";
import { useTranslations } from "use-intl";
import type { Answer } from "#app/forms/answer.ts";
import { SeenFields } from "./seen-fields.tsx";
import { seenStatuses } from "./seen-statuses.ts";
import { StatusIcon } from "./status-icon.tsx";
import type { TaskStatus } from "./task-schema.ts";

type Props = {
  task: { id: string; title: string; status: TaskStatus };
  stored: { status: TaskStatus };
  fetcher: ReturnType<typeof useFetcher<Answer>>;
  /** Whether the page offers to undo it. */
  remember?: boolean;
};

/** A checkbox that completes a task. It is a submit button, so that it works without scripts. */
export function DoneToggle({ task: { id, title, status }, stored, fetcher, remember = false }: Props) {
  const t = useTranslations("tasks");
  const isDone = status === "done";
  return (
    <fetcher.Form method="post" action={`/tasks/${id}/place`} className="mt-1 flex lg:mt-1.5">
      <SeenFields statuses={seenStatuses([status, stored.status], fetcher.formData)} />
      {remember && <input type="hidden" name="remember" value="1" />}
      {/* biome-ignore lint/a11y/useSemanticElements: the browser's own box sends nothing without scripts */}
      <button
        type="submit"
        role="checkbox"
        aria-checked={isDone}
        name="status"
        value={isDone ? "todo" : "done"}
        className="-m-1.5 grid size-7 cursor-pointer place-items-center rounded-full transition-colors hover:bg-muted"
      >
        <StatusIcon status={status} className="size-4.5" />
        <span className="sr-only">{t("tick", { title })}</span>
      </button>
    </fetcher.Form>
  );
}
