import { Form } from "@remix-run/react";
import { useTranslations } from "use-intl";
import { Card, CardContent, CardTitle } from "#app/components/card.tsx";
import { ConfirmDialog } from "#app/components/confirm-dialog.tsx";
import { Button } from "#app/components/form/button.tsx";
import { useSubmitOnce } from "#app/forms/use-submit-once.ts";

/** Lets a member leave. The last owner cannot. */
export function LeaveCard({ workspace, isOnlyOwner }: { workspace: string; isOnlyOwner: boolean }) {
  const t = useTranslations("members.leave");
  return (
    <Card>
      <CardContent className="flex flex-wrap items-center justify-between gap-4">
        <div className="grid min-w-0 grow basis-64 grid-cols-1 gap-1">
          <CardTitle>{t("title")}</CardTitle>
          <p className="text-pretty text-muted-foreground text-sm">{t(isOnlyOwner ? "onlyOwner" : "text")}</p>
        </div>
        {!isOnlyOwner && (
          <ConfirmDialog
            title={t("question", { workspace })}
            description={t("confirmText")}
            confirmLabel={t("confirm")}
            variant="danger"
          >
            {({ onSubmit }) => <LeaveForm onSubmit={onSubmit} />}
          </ConfirmDialog>
        )}
      </CardContent>
    </Card>
  );
}

function LeaveForm({ onSubmit }: { onSubmit: Parameters<typeof useSubmitOnce>[0] }) {
  const t = useTranslations("members.leave");
  const once = useSubmitOnce(onSubmit);
  return (
    <Form method="post" action="/members/departure" onSubmit={once.onSubmit}>
      <Button type="submit" variant="secondary" aria-disabled={once.isSending}>
        {t("open")}
      </Button>
    </Form>
  );
}
