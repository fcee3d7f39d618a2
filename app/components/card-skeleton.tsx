import { Skeleton } from "./skeleton.tsx";

/** Stands within a `group/card` until Clerk's card is there, which comes after its scripts. Without scripts none comes. */
export function CardSkeleton() {
  return (
    <div className="grid w-[min(25rem,calc(100vw-2rem))] gap-6 rounded-xl border bg-surface p-10 group-has-[.cl-card]/card:hidden noscript:hidden">
      <Skeleton className="h-6 w-2/3 justify-self-center" />
      <Skeleton className="h-9" />
      <Skeleton className="h-9" />
      <Skeleton className="h-9" />
    </div>
  );
}
