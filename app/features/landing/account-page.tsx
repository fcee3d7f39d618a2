import { ClerkLoading } from "@clerk/remix";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { CardSkeleton } from "#app/components/card-skeleton.tsx";

/** The place in which Clerk's sign-in or sign-up card stands. */
export function AccountPage({ children }: { children: ReactNode }) {
  const t = useTranslations("landing");
  return (
    <div className="grid grow place-content-center justify-items-center gap-6 px-4 py-12">
      <ClerkLoading>
        <CardSkeleton />
      </ClerkLoading>
      {children}
      <noscript>
        <p className="max-w-sm text-center text-muted-foreground text-sm">{t("needsScripts")}</p>
      </noscript>
    </div>
  );
}
