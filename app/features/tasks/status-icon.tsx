import { cn } from "#app/components/class-names.ts";
import type { TaskStatus } from "./task-schema.ts";

/** A ring: empty, half full, or full with a tick. Decorative: the status is always given as text, too. */
export function StatusIcon({ status, className }: { status: TaskStatus; className?: string }) {
  return (
    <svg viewBox="0 0 16 16" aria-hidden="true" className={cn("size-4 shrink-0", colors[status], className)}>
      {status === "done" ? (
        <>
          <circle cx="8" cy="8" r="7" fill="currentColor" />
          <path
            d="m4.9 8.3 2.1 2.1 4.1-4.6"
            fill="none"
            strokeWidth="1.7"
            strokeLinecap="round"
            strokeLinejoin="round"
            className="stroke-surface"
          />
        </>
      ) : (
        <>
          <circle cx="8" cy="8" r="6.25" fill="none" stroke="currentColor" strokeWidth="1.5" />
          {status === "doing" && <path d="M8 4a4 4 0 0 1 0 8z" fill="currentColor" />}
        </>
      )}
    </svg>
  );
}

const colors: Record<TaskStatus, string> = {
  todo: "text-control-border",
  doing: "text-warning-soft-foreground",
  done: "text-accent",
};
