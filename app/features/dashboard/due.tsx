import { Link } from "@remix-run/react";
import { useFormatter, useTranslations } from "use-intl";
import { Badge } from "#app/components/badge.tsx";
import { groupDue } from "./days.ts";
import { Nothing, Panel } from "./panel.tsx";

export type DueView = { id: string; title: string; dueOn: string; projectId: string; projectName: string };
type Props = {
  tasks: DueView[];
  /** Whether there are more. */
  isCut: boolean;
  today: string;
  className?: string;
};

const maxPerGroup = 5;
const badges = { overdue: "danger", today: "accent", week: "neutral" } as const;

/** The member's open tasks, the most urgent first. */
export function Due({ tasks, isCut, today, className }: Props) {
  const t = useTranslations("dashboard.due");
  const link = (
    <Link to="/my-tasks" prefetch="intent" className="font-medium text-accent hover:underline">
      {t("all")}
    </Link>
  );
  const groups = groupDue(tasks, today);
  // Tasks come in order, so only the last group can be incomplete.
  const atLeast = (index: number) => (isCut && index === groups.length - 1 ? "+" : "");
  return (
    <Panel title={t("title")} aside={link} className={className}>
      {tasks.length === 0 && <Nothing>{t("nothing")}</Nothing>}
      <div className="grid grid-cols-1 gap-4">
        {groups.map(({ name, tasks }, index) => (
          <div key={name} className="grid grid-cols-1 gap-1">
            <h3 className="flex items-center gap-2 text-sm">
              <Badge variant={badges[name]}>{t(name)}</Badge>
              <span className="text-muted-foreground tabular-nums">{`${tasks.length}${atLeast(index)}`}</span>
            </h3>
            <ul className="-mx-2 grid grid-cols-1">
              {tasks.slice(0, maxPerGroup).map((task) => (
                <DueTask key={task.id} task={task} isToday={name === "today"} />
              ))}
            </ul>
            {tasks.length > maxPerGroup && (
              <Link
                to="/my-tasks"
                prefetch="intent"
                className="justify-self-start py-1 text-muted-foreground text-sm hover:underline"
              >
                {t("more", { count: `${tasks.length - maxPerGroup}${atLeast(index)}` })}
              </Link>
            )}
          </div>
        ))}
      </div>
    </Panel>
  );
}

function DueTask({ task, isToday }: { task: DueView; isToday: boolean }) {
  const format = useFormatter();
  const { id, title, dueOn, projectId, projectName } = task;
  return (
    <li>
      <Link
        to={`/projects/${projectId}/tasks/${id}`}
        prefetch="intent"
        className="flex items-baseline gap-3 rounded-md px-2 py-1.5 transition-colors hover:bg-muted/60"
      >
        <span className="grid min-w-0 grow grid-cols-1 sm:flex sm:items-baseline sm:gap-2">
          <bdi className="truncate font-medium text-sm">{title}</bdi>
          <bdi className="min-w-0 truncate text-muted-foreground text-xs sm:grow sm:basis-0">
            {projectName}
          </bdi>
        </span>
        {!isToday && (
          <time dateTime={dueOn} className="shrink-0 text-muted-foreground text-xs tabular-nums">
            {format.dateTime(new Date(`${dueOn}T00:00Z`), {
              weekday: "short",
              day: "numeric",
              month: "short",
              timeZone: "UTC",
            })}
          </time>
        )}
      </Link>
    </li>
  );
}
