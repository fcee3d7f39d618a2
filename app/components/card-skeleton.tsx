import { Skeleton } from "./skeleton.tsx";

/** Shown within a `group/card` until Clerk's script renders its card. Hidden if scripts are off, as no card will follow. */
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
