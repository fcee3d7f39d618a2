import { Info } from "lucide-react";
import type { ReactNode } from "react";

/** Something worth knowing about the page as it is now. */
export function Notice({ children }: { children: ReactNode }) {
  return (
    <div
      role="status"
      className="flex items-start gap-2.5 rounded-md bg-accent-soft px-4 py-3 text-accent-soft-foreground text-sm leading-5"
    >
      <Info aria-hidden className="mt-0.5 size-4 shrink-0" />
      <div>{children}</div>
    </div>
  );
}
