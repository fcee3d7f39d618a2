import { SignedIn, SignedOut, UserButton } from "@clerk/remix";
import { Link } from "@remix-run/react";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { ButtonLink } from "#app/components/form/button.tsx";
import { Logo } from "#app/components/logo.tsx";
import { Skeleton } from "#app/components/skeleton.tsx";
import { SkipLink } from "#app/components/skip-link.tsx";
import { Choices } from "#app/features/preferences/choices.tsx";

/** Header and footer of the pages outside workspaces. */
export function ApexFrame({ children }: { children: ReactNode }) {
  const t = useTranslations("landing");
  return (
    <div className="flex min-h-dvh flex-col">
      <SkipLink />
      <header className="border-b">
        <div className="mx-auto flex h-16 w-full max-w-5xl items-center justify-between gap-4 px-4 sm:px-6">
          <Link to="/" prefetch="intent" className="flex rounded-md" aria-label={t("home")}>
            <Logo />
          </Link>
          <nav aria-label={t("account")} className="flex items-center gap-2 sm:gap-3">
            <SignedOut>
              <ButtonLink to="/sign-in" variant="ghost" size="sm">
                {t("signIn")}
              </ButtonLink>
              <ButtonLink to="/sign-up" size="sm" className="max-sm:hidden">
                {t("create")}
              </ButtonLink>
            </SignedOut>
            <SignedIn>
              <ButtonLink to="/workspaces" variant="ghost" size="sm">
                {t("workspaces")}
              </ButtonLink>
              <UserButton fallback={<Skeleton className="size-7 rounded-full" />} />
            </SignedIn>
          </nav>
        </div>
      </header>
      <main id="content" tabIndex={-1} className="flex grow flex-col outline-none">
        {children}
      </main>
      <footer className="border-t">
        <div className="mx-auto flex w-full max-w-5xl flex-wrap items-center justify-between gap-4 px-4 py-6 text-muted-foreground text-sm sm:px-6">
          <p>{t("footer")}</p>
          <Choices />
        </div>
      </footer>
    </div>
  );
}
