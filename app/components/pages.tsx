import { useTranslations } from "use-intl";
import { ButtonLink } from "./form/button.tsx";

type Props = {
  /** The address of the next page; null on the last page. */
  next: string | null;
  /** The address of the first page; null on the first page. */
  first: string | null;
};

/** Links to the next and to the first page of a list. */
export function Pages({ next, first }: Props) {
  const t = useTranslations("common.pages");
  if (!next && !first) return null;
  return (
    <nav aria-label={t("label")} className="flex flex-wrap justify-center gap-3">
      {first && (
        <ButtonLink to={first} variant="ghost">
          {t("first")}
        </ButtonLink>
      )}
      {next && (
        <ButtonLink to={next} prefetch="intent" variant="secondary">
          {t("next")}
        </ButtonLink>
      )}
    </nav>
  );
}
