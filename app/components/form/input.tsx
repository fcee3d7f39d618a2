import { forwardRef, type InputHTMLAttributes } from "react";
import { cn } from "#app/components/class-names.ts";
import { controlStyle } from "./control-style.ts";

export const Input = forwardRef<HTMLInputElement, InputHTMLAttributes<HTMLInputElement>>(function Input(
  { className, ...rest },
  ref,
) {
  return <input ref={ref} className={cn(controlStyle, "h-10", className)} {...rest} />;
});
