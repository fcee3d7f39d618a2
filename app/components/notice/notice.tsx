import { CircleAlert, Info } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "#app/components/class-names.ts";
import { useInSight } from "./use-in-sight.ts";

const box = "flex items-start gap-2.5 rounded-md px-4 py-3 text-sm leading-5 [&_svg]:mt-0.5 [&_svg]:size-4";

/** Information about the current state of the page. */
export function Notice({ children }: { children: ReactNode }) {
  return (
    <div role="status" className={cn(box, "bg-accent-soft text-accent-soft-foreground")}>
      <Info aria-hidden className="shrink-0" />
      <div>{children}</div>
    </div>
  );
}

/**
 * Why an action failed, if no single field is to blame. It scrolls into view, because the button that was pressed may be far
 * below.
 */
export function Problem({ id, children }: { id?: string; children: ReactNode }) {
  const alert = useInSight();
  return (
    <div
      ref={alert}
      id={id}
      role="alert"
      className={cn(box, "scroll-my-16 bg-danger-soft text-danger-soft-foreground")}
    >
      <CircleAlert aria-hidden className="shrink-0" />
      <div>{children}</div>
    </div>
  );
}
