import { useTranslations } from "use-intl";
import { Notice } from "./notice.tsx";

/** What was done last met a sign-in that had run out. `typed` is the text of it, where the page has no other place for it. */
export function RenewedNotice({ typed }: { typed?: string }) {
  const t = useTranslations("common");
  return (
    <Notice>
      {t("renewed")}
      {typed && <> {t.rich("typed", { text: () => <bdi className="wrap-anywhere">{typed}</bdi> })}</>}
    </Notice>
  );
}
