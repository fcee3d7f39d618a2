import type { ReactNode } from "react";
import { cn } from "./class-names.ts";

export type PageHeaderProps = {
  title: ReactNode;
  description?: ReactNode;
  /** Buttons, on the right if there is room. */
  actions?: ReactNode;
  className?: string;
};

export function PageHeader({ title, description, actions, className }: PageHeaderProps) {
  return (
    <header className={cn("flex flex-wrap items-end justify-between gap-x-6 gap-y-4", className)}>
      <div className="wrap-anywhere grid min-w-0 grid-cols-1 gap-1.5">
        <h1 className="font-semibold text-2xl tracking-tight">{title}</h1>
        {description && <p className="text-pretty text-muted-foreground">{description}</p>}
      </div>
      {actions && <div className="flex flex-wrap items-center gap-3">{actions}</div>}
    </header>
  );
}
