import { useTranslations } from "use-intl";

/** The first tab stop: skips the navigation and goes to the page's `main`, which has the id `content`. */
export function SkipLink() {
  const t = useTranslations("common");
  return (
    <a
      href="#content"
      className="sr-only font-medium text-sm focus:not-sr-only focus:fixed focus:top-3 focus:left-3 focus:z-50 focus:rounded-md focus:border focus:bg-surface focus:px-4 focus:py-2 focus:shadow-md"
    >
      {t("skipToContent")}
    </a>
  );
}
