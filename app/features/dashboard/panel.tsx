import { type ReactNode, useId } from "react";
import { Card } from "#app/components/card.tsx";
import { cn } from "#app/components/class-names.ts";

type Props = { title: string; aside?: ReactNode; className?: string; children: ReactNode };

/** A section of the dashboard with a heading. */
export function Panel({ title, aside, className, children }: Props) {
  const id = useId();
  return (
    <section aria-labelledby={id} className={cn("min-w-0", className)}>
      <Card className="flex h-full flex-col">
        <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1 px-5 pt-4 pb-3">
          <h2 id={id} className="font-semibold text-base tracking-tight">
            {title}
          </h2>
          {aside && <div className="text-muted-foreground text-sm">{aside}</div>}
        </div>
        <div className="grow px-5 pb-5">{children}</div>
      </Card>
    </section>
  );
}

/** The text of an empty panel. */
export function Nothing({ children }: { children: ReactNode }) {
  return <p className="text-pretty py-2 text-muted-foreground text-sm leading-6">{children}</p>;
}
