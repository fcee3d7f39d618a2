import { Skeleton } from "./skeleton.tsx";

/** As large as the card of Clerk's that comes, so that little jumps. Without scripts none comes. */
export function CardSkeleton() {
  return (
    <div className="grid w-[min(25rem,calc(100vw-2rem))] gap-6 rounded-xl border bg-surface p-10 noscript:hidden">
      <Skeleton className="h-6 w-2/3 justify-self-center" />
      <Skeleton className="h-9" />
      <Skeleton className="h-9" />
      <Skeleton className="h-9" />
    </div>
  );
}
