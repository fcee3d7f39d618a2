import { cn } from "./class-names.ts";

export type AvatarProps = {
  /** The person's or workspace's name. Its initials are shown if there is no picture. */
  name: string;
  src?: string | null;
  size?: "sm" | "md" | "lg";
  /** People are round, workspaces are square. */
  shape?: "round" | "square";
  className?: string;
};

const sizes = { sm: "size-8 text-xs", md: "size-10 text-sm", lg: "size-14 text-lg" };

/** Decorative: render the name next to it. */
export function Avatar({ name, src, size = "md", shape = "round", className }: AvatarProps) {
  const corners = shape === "round" ? "rounded-full" : "rounded-md";
  return (
    <span
      aria-hidden
      className={cn(
        "relative inline-grid shrink-0 select-none place-items-center overflow-hidden",
        "bg-accent-soft font-semibold text-accent-soft-foreground",
        corners,
        sizes[size],
        className,
      )}
    >
      {initials(name)}
      {/* Above the initials, which are seen where it does not come: without a text it leaves no mark. */}
      {src && <img src={src} alt="" className="absolute inset-0 size-full object-cover" />}
    </span>
  );
}

function initials(name: string): string {
  const words = name.split(/[\s@._-]+/).filter(Boolean);
  const [first = "?", last] = words.length > 1 ? [words[0], words.at(-1)] : words;
  return (Array.from(first)[0] + (last ? (Array.from(last)[0] ?? "") : "")).toUpperCase();
}
