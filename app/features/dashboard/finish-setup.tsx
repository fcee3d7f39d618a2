import { Link } from "@remix-run/react";
import { useTranslations } from "use-intl";
import { Notice } from "#app/components/notice/notice.tsx";

export function FinishSetup() {
  const t = useTranslations("dashboard");
  return (
    <Notice>
      {t("notIntroduced")}{" "}
      <Link to="/welcome" prefetch="intent" className="font-medium underline underline-offset-2">
        {t("finish")}
      </Link>
    </Notice>
  );
}
