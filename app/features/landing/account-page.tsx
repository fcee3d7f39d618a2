import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { CardSkeleton } from "#app/components/card-skeleton.tsx";

/**
 * The container of Clerk's sign-in or sign-up card. On narrow screens it is as high as the higher card, so that content
 * below does not shift; wide screens have no content below.
 */
export function AccountPage({ children }: { children: ReactNode }) {
  const t = useTranslations("landing");
  return (
    <div className="group/card grid max-sm:min-h-[47rem] grow content-start justify-items-center gap-6 px-4 pt-[max(3rem,12vh)] pb-12">
      <CardSkeleton />
      {children}
      <noscript>
        <p className="max-w-sm text-center text-muted-foreground text-sm">{t("needsScripts")}</p>
      </noscript>
    </div>
  );
}
