import { cn } from "./class-names.ts";

/** Rooms side by side behind one wall, each with its own door. */
export function LogoMark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true" className={cn("size-7", className)}>
      <rect width="32" height="32" rx="8" className="fill-accent" />
      <path
        className="fill-accent-foreground"
        d="M7 8.5A1.5 1.5 0 0 1 8.5 7h15A1.5 1.5 0 0 1 25 8.5V11a1.5 1.5 0 0 1-1.5 1.5h-15A1.5 1.5 0 0 1 7 11Z"
      />
      <path
        className="fill-accent-foreground"
        d="M7 16a1.5 1.5 0 0 1 1.5-1.5h5A1.5 1.5 0 0 1 15 16v7.5a1.5 1.5 0 0 1-1.5 1.5h-5A1.5 1.5 0 0 1 7 23.5Z"
      />
      <path
        className="fill-accent-foreground/55"
        d="M17 16a1.5 1.5 0 0 1 1.5-1.5h5A1.5 1.5 0 0 1 25 16v7.5a1.5 1.5 0 0 1-1.5 1.5h-5a1.5 1.5 0 0 1-1.5-1.5Z"
      />
    </svg>
  );
}

export function Logo({ className }: { className?: string }) {
  return (
    <span className={cn("inline-flex items-center gap-2.5 font-semibold text-lg tracking-tight", className)}>
      <LogoMark />
      Tenantry
    </span>
  );
}
