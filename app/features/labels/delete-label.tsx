import { Form } from "@remix-run/react";
import { useTranslations } from "use-intl";
import { ConfirmDialog } from "#app/components/confirm-dialog.tsx";
import { Button } from "#app/components/form/button.tsx";
import { useSubmitOnce } from "#app/forms/use-submit-once.ts";
import type { ListedLabelView } from "./label-list.tsx";

/** Asks for confirmation. The same text is next to the button, for browsers without scripts. */
export function DeleteLabel({ label: { id, name, tasks, projects } }: { label: ListedLabelView }) {
  const t = useTranslations("labels.deletion");
  const text = t("text", { tasks, projects });
  return (
    <section className="flex flex-wrap items-center justify-between gap-4 px-1">
      <p className="min-w-0 grow basis-64 text-pretty text-muted-foreground text-sm">{text}</p>
      <ConfirmDialog
        title={t("question", { name })}
        description={text}
        confirmLabel={t("open")}
        variant="danger"
      >
        {({ onSubmit }) => <DeletionForm action={`/labels/${id}/deletion`} onSubmit={onSubmit} />}
      </ConfirmDialog>
    </section>
  );
}

function DeletionForm({
  action,
  onSubmit,
}: {
  action: string;
  onSubmit: Parameters<typeof useSubmitOnce>[0];
}) {
  const t = useTranslations("labels.deletion");
  const once = useSubmitOnce(onSubmit);
  return (
    <Form method="post" action={action} onSubmit={once.onSubmit}>
      <Button type="submit" variant="secondary" aria-disabled={once.isSending}>
        {t("open")}
      </Button>
    </Form>
  );
}
