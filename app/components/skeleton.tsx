import { cn } from "./class-names.ts";

/** The place of something that is on its way. */
export function Skeleton({ className }: { className?: string }) {
  return (
    <div
      aria-hidden
      className={cn("animate-pulse motion-reduce:animate-none rounded-md bg-muted", className)}
    />
  );
}
