import { cn } from "./class-names.ts";

/** A placeholder for content that is loading. */
export function Skeleton({ className }: { className?: string }) {
  return (
    <div
      aria-hidden
      className={cn("animate-pulse motion-reduce:animate-none rounded-md bg-muted", className)}
    />
  );
}
