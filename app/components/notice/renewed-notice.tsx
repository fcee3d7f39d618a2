import { useTranslations } from "use-intl";
import { Notice } from "./notice.tsx";

/** Shown after an action met an expired sign-in. `typed` is what the person entered, if the page cannot show it in a field. */
export function RenewedNotice({ typed }: { typed?: string }) {
  const t = useTranslations("common");
  return (
    <Notice>
      {t("renewed")}
      {typed && <> {t.rich("typed", { text: () => <bdi className="wrap-anywhere">{typed}</bdi> })}</>}
    </Notice>
  );
}
