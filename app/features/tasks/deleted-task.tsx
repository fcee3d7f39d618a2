import { Form, useFetcher } from "@remix-run/react";
import { Trash2 } from "lucide-react";
import { useTranslations } from "use-intl";
import { EmptyState } from "#app/components/empty-state.tsx";
import { Button, ButtonLink } from "#app/components/form/button.tsx";
import { Problem } from "#app/components/notice/notice.tsx";
import { PageHeader } from "#app/components/page-header.tsx";
import type { Answer } from "#app/forms/answer.ts";
import { useProblems } from "#app/i18n/use-problems.ts";
import type { TaskPageProps } from "./page/task-page.tsx";
import { textsOf } from "./task-view.ts";

type Props = Pick<TaskPageProps, "mayWrite" | "lastResult"> & {
  task: { id: string; title: string; projectId: string };
};

/** Shown instead of a deleted task. Unsaved input is saved with the restoration. */
export function DeletedTask({ task, mayWrite, lastResult }: Props) {
  const { id, title, projectId } = task;
  const t = useTranslations("tasks.deleted");
  const say = useProblems();
  const fetcher = useFetcher<Answer>();
  const typed = textsOf(lastResult?.initialValue);
  const restore = (
    <>
      {typed ? (
        <Form method="post">
          <input type="hidden" name="restore" value="1" />
          {Object.entries(typed).map(([name, value]) => (
            <input key={name} type="hidden" name={name} value={value} />
          ))}
          <Button type="submit">{t("restoreAndSave")}</Button>
        </Form>
      ) : (
        <fetcher.Form method="post" action={`/tasks/${id}/restoration`}>
          <Button type="submit">{t("restore")}</Button>
        </fetcher.Form>
      )}
      <ButtonLink to={`/projects/${projectId}`} variant="secondary">
        {t("project")}
      </ButtonLink>
    </>
  );
  const errors = Object.values(lastResult?.error ?? {}).flatMap((each) => each ?? []);
  if (fetcher.state === "idle" && fetcher.data?.problem) errors.push(fetcher.data.problem);
  return (
    <div className="grid grid-cols-1 gap-5">
      <PageHeader title={<bdi>{title}</bdi>} />
      {errors.length > 0 && <Problem>{errors.map(say).join(" ")}</Problem>}
      <EmptyState icon={Trash2} title={t("title")} action={mayWrite && restore}>
        {t(typed ? "typed" : "text")}
      </EmptyState>
    </div>
  );
}
