import { Link } from "@remix-run/react";
import { Settings2, Tag } from "lucide-react";
import { useTranslations } from "use-intl";
import { Card } from "#app/components/card.tsx";
import { cn } from "#app/components/class-names.ts";
import { EmptyState } from "#app/components/empty-state.tsx";
import { buttonVariants } from "#app/components/form/button.tsx";
import { LabelDot } from "./label-chips.tsx";
import type { LabelView } from "./label-view.ts";

export type ListedLabelView = LabelView & { tasks: number; projects: number };

/** All labels of a workspace. Each links to its projects. */
export function LabelList({ labels, mayManage }: { labels: ListedLabelView[]; mayManage: boolean }) {
  const t = useTranslations("labels");
  if (labels.length === 0)
    return (
      <EmptyState icon={Tag} title={t("emptyTitle")}>
        {t(mayManage ? "emptyWrite" : "emptyRead")}
      </EmptyState>
    );
  return (
    <Card>
      <ul className="divide-y">
        {labels.map(({ id, name, color, tasks, projects }) => (
          <li key={id} className="flex min-h-12 items-center gap-3 px-4 py-1.5 sm:px-5">
            <LabelDot color={color} />
            <div className="flex min-w-0 grow flex-wrap items-baseline gap-x-4">
              <Link
                to={`/projects?label=${id}`}
                prefetch="intent"
                className="wrap-anywhere min-w-0 font-medium text-sm hover:underline"
              >
                <bdi>{name}</bdi>
              </Link>
              <span className="text-muted-foreground text-xs max-sm:basis-full sm:ml-auto">
                {t("use", { tasks, projects })}
              </span>
            </div>
            {mayManage && (
              <Link
                to={`/labels/${id}`}
                prefetch="intent"
                aria-label={t("edit", { name })}
                title={t("edit", { name })}
                className={cn(buttonVariants({ variant: "ghost" }), "size-9 px-0")}
              >
                <Settings2 aria-hidden />
              </Link>
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}
