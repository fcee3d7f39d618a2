import { Link } from "@remix-run/react";
import { useTranslations } from "use-intl";
import { Nothing, Panel } from "./panel.tsx";

export type ProgressView = {
  id: string;
  name: string;
  done: number;
  doing: number;
  todo: number;
  /** Done and in progress, as percentages of the bar. */
  parts: { x: number; width: number }[];
};
type Props = { projects: ProgressView[]; className?: string };

/** Progress per project. The text next to each bar says everything the bar shows. */
export function Progress({ projects, className }: Props) {
  const t = useTranslations("dashboard.progress");
  return (
    <Panel title={t("title")} className={className}>
      {projects.length === 0 && <Nothing>{t("nothing")}</Nothing>}
      <ul className="grid grid-cols-1 gap-4">
        {projects.map((project) => (
          <ProjectProgress key={project.id} {...project} />
        ))}
      </ul>
    </Panel>
  );
}

function ProjectProgress({ id, name, done, doing, todo, parts: [completed, begun] }: ProgressView) {
  const t = useTranslations("dashboard.progress");
  const total = done + doing + todo;
  return (
    <li className="grid grid-cols-1 gap-1.5">
      <div className="grid items-baseline gap-x-3 gap-y-0.5 text-sm sm:grid-cols-[1fr_auto]">
        <Link
          to={`/projects/${id}`}
          prefetch="intent"
          className="min-w-0 truncate font-medium hover:underline"
        >
          <bdi>{name}</bdi>
        </Link>
        <span className="text-muted-foreground text-xs tabular-nums">
          {total === 0 ? t("empty") : t("done", { done, total })}
          {doing > 0 && ` · ${t("doing", { count: doing })}`}
        </span>
      </div>
      <svg aria-hidden="true" className="h-2 w-full overflow-hidden rounded-full bg-muted">
        <rect x="0" width={`${completed?.width}%`} height="100%" className="fill-accent" />
        <rect
          x={`${begun?.x}%`}
          width={`${begun?.width}%`}
          height="100%"
          className="fill-accent opacity-40"
        />
      </svg>
    </li>
  );
}
