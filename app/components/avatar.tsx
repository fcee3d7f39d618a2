import { Avatar as Radix } from "radix-ui";
import { cn } from "./class-names.ts";

export type AvatarProps = {
  /** Of the person or workspace: its initials stand in while there is no picture. */
  name: string;
  src?: string | null;
  size?: "sm" | "md" | "lg";
  /** People are round, workspaces are square. */
  shape?: "round" | "square";
  className?: string;
};

const sizes = { sm: "size-8 text-xs", md: "size-10 text-sm", lg: "size-14 text-lg" };

/** Decorative: the name itself has to stand beside it. */
export function Avatar({ name, src, size = "md", shape = "round", className }: AvatarProps) {
  const corners = shape === "round" ? "rounded-full" : "rounded-md";
  return (
    <Radix.Root
      aria-hidden
      className={cn("inline-flex shrink-0 select-none overflow-hidden", corners, sizes[size], className)}
    >
      {src && <Radix.Image src={src} alt="" className="size-full object-cover" />}
      <Radix.Fallback className="grid size-full place-items-center bg-accent-soft font-semibold text-accent-soft-foreground">
        {initials(name)}
      </Radix.Fallback>
    </Radix.Root>
  );
}

function initials(name: string): string {
  const words = name.split(/[\s@._-]+/).filter(Boolean);
  const [first = "?", last] = words.length > 1 ? [words[0], words.at(-1)] : words;
  return (Array.from(first)[0] + (last ? (Array.from(last)[0] ?? "") : "")).toUpperCase();
}
