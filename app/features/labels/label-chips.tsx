import { cn } from "#app/components/class-names.ts";
import { colorClasses } from "#app/features/projects/project-view.ts";
import type { LabelView } from "./label-view.ts";

type Props = { labels: readonly LabelView[]; className?: string };

/** Labels in a row. Each shows its name, because colour alone must not distinguish them. */
export function LabelChips({ labels, className }: Props) {
  if (labels.length === 0) return null;
  return (
    <ul className={cn("flex min-w-0 flex-wrap gap-1", className)}>
      {labels.map(({ id, name, color }) => (
        <li
          key={id}
          className="inline-flex min-w-0 max-w-48 items-center gap-1.5 rounded-full border bg-surface px-2 text-muted-foreground text-xs leading-5"
        >
          <LabelDot color={color} />
          <bdi className="truncate">{name}</bdi>
        </li>
      ))}
    </ul>
  );
}

export function LabelDot({ color }: { color: string }) {
  return <span aria-hidden className={cn("size-2 shrink-0 rounded-full", colorClasses[color])} />;
}
