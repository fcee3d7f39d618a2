import { Link } from "@remix-run/react";
import { Archive, CircleCheck, CirclePlus, type LucideIcon, Pencil } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { When } from "#app/components/when.tsx";
import { Nothing, Panel } from "./panel.tsx";

export type RecentChangeView = {
  kind: "project" | "task";
  what: "created" | "changed" | "completed" | "archived";
  id: string;
  name: string;
  projectId: string;
  projectName: string;
  at: string;
};
type Props = { changes: RecentChangeView[]; now: string; className?: string };

const icons: Record<RecentChangeView["what"], LucideIcon> = {
  created: CirclePlus,
  changed: Pencil,
  completed: CircleCheck,
  archived: Archive,
};

/** The latest changes to projects and tasks. */
export function RecentChanges({ changes, now, className }: Props) {
  const t = useTranslations("dashboard.recentChanges");
  return (
    <Panel title={t("title")} className={className}>
      {changes.length === 0 && <Nothing>{t("nothing")}</Nothing>}
      <ul className="-my-2.5 divide-y">
        {changes.map((change) => (
          <Change key={`${change.kind} ${change.id}`} {...change} now={now} />
        ))}
      </ul>
    </Panel>
  );
}

function Change({ kind, what, name, projectId, projectName, at, now }: RecentChangeView & { now: string }) {
  const t = useTranslations("dashboard.recentChanges");
  const Icon = icons[what];
  const link = (chunks: ReactNode) => (
    <Link
      to={`/projects/${projectId}`}
      prefetch="intent"
      className="font-medium text-foreground hover:underline"
    >
      <bdi>{chunks}</bdi>
    </Link>
  );
  const plain = (chunks: ReactNode) => <bdi className="font-medium text-foreground">{chunks}</bdi>;
  return (
    <li className="flex flex-wrap items-baseline gap-x-3 py-2.5 text-sm sm:flex-nowrap">
      <Icon aria-hidden className="size-4 shrink-0 translate-y-0.5 text-muted-foreground" />
      <span className="wrap-anywhere min-w-[calc(100%-2rem)] grow basis-0 sm:min-w-0 text-muted-foreground">
        {kind === "project"
          ? t.rich(`project.${what}`, { name, link })
          : t.rich(`task.${what === "archived" ? "changed" : what}`, {
              name,
              project: projectName,
              link,
              plain,
            })}
      </span>
      <span className="shrink-0 text-muted-foreground text-xs max-sm:w-full max-sm:pl-7">
        <When at={at} now={now} />
      </span>
    </li>
  );
}
