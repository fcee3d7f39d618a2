import { useTranslations } from "use-intl";
import { Card, CardContent, CardTitle } from "#app/components/card.tsx";
import { ButtonLink } from "#app/components/form/button.tsx";

/** Actions for owners only. Each has its own page, which explains the consequences. */
export function OwnerCard({ host }: { host: string }) {
  const t = useTranslations("settings.owner");
  return (
    <Card>
      <CardContent className="flex flex-wrap items-center justify-between gap-4">
        <div className="grid min-w-0 grid-cols-1 gap-1">
          <CardTitle>{t("address")}</CardTitle>
          <p className="wrap-anywhere text-muted-foreground text-sm">{host}</p>
        </div>
        <ButtonLink to="/settings/address" variant="secondary">
          {t("changeAddress")}
        </ButtonLink>
      </CardContent>
      <CardContent className="flex flex-wrap items-center justify-between gap-4 border-t">
        <div className="grid min-w-0 grid-cols-1 gap-1">
          <CardTitle className="text-danger">{t("delete")}</CardTitle>
          <p className="text-muted-foreground text-sm">{t("deleteText")}</p>
        </div>
        <ButtonLink to="/settings/delete" variant="danger">
          {t("deleteWorkspace")}
        </ButtonLink>
      </CardContent>
    </Card>
  );
}
