import { useTranslations } from "use-intl";
import { ButtonLink } from "#app/components/button.tsx";

type Props = { more: string | null /** Null on the first page itself. */; first: string | null };

/** The ways from one page of tasks to the next, and back to the first. */
export function Pages({ more, first }: Props) {
  const t = useTranslations("tasks");
  if (!more && !first) return null;
  return (
    <nav aria-label={t("pages")} className="flex justify-center gap-3">
      {first && (
        <ButtonLink to={first} variant="ghost">
          {t("first")}
        </ButtonLink>
      )}
      {more && (
        <ButtonLink to={more} variant="secondary">
          {t("more")}
        </ButtonLink>
      )}
    </nav>
  );
}
