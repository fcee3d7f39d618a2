import { useTranslations } from "use-intl";
import { Card, CardContent, CardFooter } from "#app/components/card.tsx";
import { ButtonLink } from "#app/components/form/button.tsx";

/** Shown instead of the form, because archived projects cannot be edited. */
export function ArchivedProject({ description }: { description: string }) {
  const t = useTranslations("projects.archived");
  return (
    <Card>
      <CardContent className="grid gap-4">
        <p className="font-medium text-sm">{t("text")}</p>
        {description && (
          <p className="whitespace-pre-wrap text-muted-foreground text-sm wrap-anywhere leading-6">
            {description}
          </p>
        )}
      </CardContent>
      <CardFooter>
        <ButtonLink to="/projects?archived=1" variant="secondary">
          {t("all")}
        </ButtonLink>
      </CardFooter>
    </Card>
  );
}
