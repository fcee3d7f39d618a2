import type { ReactNode } from "react";
import { Card } from "./card.tsx";
import { cn } from "./class-names.ts";

export type StatProps = { label: string; value: ReactNode; note?: ReactNode; className?: string };

/** One number and what it counts. */
export function Stat({ label, value, note, className }: StatProps) {
  return (
    <Card className={cn("grid content-start gap-1 p-3.5 sm:p-5", className)}>
      <span className="text-muted-foreground text-sm">{label}</span>
      <span className="font-semibold text-2xl sm:text-3xl tabular-nums tracking-tight">{value}</span>
      {note && <span className="text-muted-foreground text-sm">{note}</span>}
    </Card>
  );
}
