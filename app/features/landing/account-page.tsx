import type { ReactNode } from "react";
import { Skeleton } from "#app/components/skeleton.tsx";

/** The place in which one of Clerk's cards stands. */
export function AccountPage({ children }: { children: ReactNode }) {
  return (
    <div className="grid grow place-content-center justify-items-center gap-6 px-4 py-12">
      {children}
      <noscript>
        <p className="max-w-sm text-center text-muted-foreground text-sm">
          Signing in and signing up need JavaScript. Allow it for this address, then load the page again.
        </p>
      </noscript>
    </div>
  );
}

/** As large as the card that comes, so that nothing jumps. */
export function CardSkeleton() {
  return (
    <div className="grid w-[min(25rem,calc(100vw-2rem))] gap-6 rounded-xl border bg-surface p-10">
      <Skeleton className="h-6 w-2/3 justify-self-center" />
      <Skeleton className="h-9" />
      <Skeleton className="h-9" />
      <Skeleton className="h-9" />
    </div>
  );
}
