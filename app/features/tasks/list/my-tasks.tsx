import { CircleCheckBig } from "lucide-react";
import { useTranslations } from "use-intl";
import { Card } from "#app/components/card.tsx";
import { cn } from "#app/components/class-names.ts";
import { EmptyState } from "#app/components/empty-state.tsx";
import { PageHeader } from "#app/components/page-header.tsx";
import { Pages } from "#app/components/pages.tsx";
import { PersistentFetchers } from "#app/features/tasks/persistent-fetchers.tsx";
import type { Done } from "#app/features/tasks/task-schema.ts";
import type { PersonView, TaskView } from "#app/features/tasks/task-view.ts";
import { UndoDone } from "#app/features/tasks/undo-done.tsx";
import { countsOf, type DueGroup, groupByDue } from "./due-groups.ts";
import { TaskRow } from "./task-row.tsx";

type Props = {
  tasks: TaskView[];
  people: PersonView[];
  today: string;
  mayWrite: boolean;
  more: string | null;
  isFirst: boolean;
  done: Done | undefined;
};

/** The member's open tasks, the most urgent first. */
export function MyTasks({ tasks, people, today, mayWrite, more, isFirst, done }: Props) {
  const t = useTranslations("tasks");
  const groups = groupByDue(tasks, today);
  const counts = countsOf(groups, { isFirst, isLast: more === null });
  return (
    <div className="grid grid-cols-1 gap-6">
      <PageHeader title={t("myTitle")} description={t("myDescription")} />
      {tasks.length === 0 && (
        <EmptyState icon={CircleCheckBig} title={t("myEmptyTitle")}>
          {t("myEmpty")}
        </EmptyState>
      )}
      <PersistentFetchers to={["place", "options"]} tasks={tasks} />
      {groups.map((group, place) => (
        <section key={group.name} className="grid grid-cols-1 gap-2">
          <h2 className="flex items-center gap-2 px-1 font-semibold text-sm">
            <span aria-hidden className={cn("size-2 rounded-full", dots[group.name])} />
            {t(`groups.${group.name}`)}
            <span className="font-normal text-muted-foreground tabular-nums">{counts[place]}</span>
          </h2>
          <Card>
            <ul className="divide-y">
              {group.tasks.map((task) => (
                <TaskRow key={task.id} task={task} people={people} today={today} mayWrite={mayWrite} isMine />
              ))}
            </ul>
          </Card>
        </section>
      ))}
      <Pages next={more} first={isFirst ? null : "/my-tasks"} />
      <UndoDone done={done} />
    </div>
  );
}

const dots: Record<DueGroup, string> = {
  overdue: "bg-danger",
  today: "bg-accent",
  week: "bg-warning-soft-foreground",
  later: "bg-control-border",
  none: "bg-border",
};
