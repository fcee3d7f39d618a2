import { ChevronDown } from "lucide-react";
import { forwardRef, type SelectHTMLAttributes } from "react";
import { cn } from "#app/components/class-names.ts";
import { controlStyle } from "./control-style.ts";

/** The browser's own select, so that it works without scripts and opens a phone's picker. */
export const Select = forwardRef<HTMLSelectElement, SelectHTMLAttributes<HTMLSelectElement>>(function Select(
  { className, ...rest },
  ref,
) {
  return (
    <span className="relative block">
      <select
        ref={ref}
        className={cn(controlStyle, "h-10 appearance-none text-ellipsis pr-9", className)}
        {...rest}
      />
      <ChevronDown
        aria-hidden
        className="pointer-events-none absolute top-3 right-3 size-4 text-muted-foreground"
      />
    </span>
  );
});
