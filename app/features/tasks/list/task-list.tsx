import { useTranslations } from "use-intl";
import { Card } from "#app/components/card.tsx";
import { PersistentFetchers } from "#app/features/tasks/persistent-fetchers.tsx";
import { StatusIcon } from "#app/features/tasks/status-icon.tsx";
import { type TaskStatus, taskStatuses } from "#app/features/tasks/task-schema.ts";
import type { PersonView, TaskView } from "#app/features/tasks/task-view.ts";
import { TaskRow } from "./task-row.tsx";

type Props = {
  tasks: readonly TaskView[];
  people: readonly PersonView[];
  today: string;
  mayWrite: boolean;
  /** The number of tasks per status in the whole project. If given, tasks are grouped by status. */
  counts?: Record<TaskStatus, number>;
};

export function TaskList({ tasks, counts, ...rest }: Props) {
  if (!counts) return <Rows tasks={tasks} {...rest} />;
  const groups = taskStatuses.map((status) => ({
    status,
    tasks: tasks.filter((task) => task.status === status),
  }));
  return (
    <div className="grid grid-cols-1 gap-5">
      <PersistentFetchers to={["place", "options"]} tasks={tasks} />
      {groups
        .filter((group) => group.tasks.length > 0)
        .map((group) => (
          <section key={group.status} className="grid grid-cols-1 gap-2">
            <GroupTitle status={group.status} count={counts[group.status]} />
            <Rows tasks={group.tasks} {...rest} />
          </section>
        ))}
    </div>
  );
}

export function GroupTitle({ status, count }: { status: TaskStatus; count: number }) {
  const t = useTranslations("tasks");
  return (
    <h2 className="flex items-center gap-2 px-1 font-semibold text-sm">
      <StatusIcon status={status} />
      {t(`status.${status}`)}
      <span className="font-normal text-muted-foreground tabular-nums">{count}</span>
    </h2>
  );
}

function Rows({ tasks, ...rest }: Omit<Props, "counts">) {
  return (
    <Card>
      <ul className="divide-y">
        {tasks.map((task) => (
          <TaskRow key={task.id} task={task} {...rest} />
        ))}
      </ul>
    </Card>
  );
}
