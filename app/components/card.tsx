import type { HTMLAttributes } from "react";
import { cn } from "./class-names.ts";

type Div = HTMLAttributes<HTMLDivElement>;

export function Card({ className, ...rest }: Div) {
  return <div className={cn("rounded-lg border bg-surface shadow-xs", className)} {...rest} />;
}

export function CardHeader({ className, ...rest }: Div) {
  return (
    <div className={cn("flex flex-wrap items-center justify-between gap-3 px-5 pt-5", className)} {...rest} />
  );
}

export function CardTitle({ className, ...rest }: HTMLAttributes<HTMLHeadingElement>) {
  return <h2 className={cn("font-semibold text-base tracking-tight", className)} {...rest} />;
}

export function CardContent({ className, ...rest }: Div) {
  return <div className={cn("p-5", className)} {...rest} />;
}

export function CardFooter({ className, ...rest }: Div) {
  return <div className={cn("flex flex-wrap items-center gap-3 border-t px-5 py-4", className)} {...rest} />;
}
