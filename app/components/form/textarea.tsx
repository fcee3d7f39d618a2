import { forwardRef, type TextareaHTMLAttributes } from "react";
import { cn } from "#app/components/class-names.ts";
import { controlStyle } from "./control-style.ts";

export const Textarea = forwardRef<HTMLTextAreaElement, TextareaHTMLAttributes<HTMLTextAreaElement>>(
  function Textarea({ className, rows = 4, ...rest }, ref) {
    return (
      <textarea
        ref={ref}
        rows={rows}
        className={cn(controlStyle, "field-sizing-content min-h-24 py-2 leading-6", className)}
        {...rest}
      />
    );
  },
);
