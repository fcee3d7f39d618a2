import { Form, Link } from "@remix-run/react";
import { useFormatter, useTranslations } from "use-intl";
import { Badge } from "#app/components/badge.tsx";
import { Button } from "#app/components/button.tsx";
import { Card } from "#app/components/card.tsx";
import { cn } from "#app/components/class-names.ts";
import type { TaskStatus } from "./task-schema.ts";

export type TaskView = {
  id: string;
  title: string;
  status: TaskStatus;
  dueOn: string | null;
  projectId: string;
  projectName: string;
  assigneeName: string;
};

const looks = { todo: "neutral", doing: "accent", done: "neutral" } as const;
/** What one may do next, the likeliest first. */
const moves: Record<TaskStatus, readonly TaskStatus[]> = {
  todo: ["doing", "done"],
  doing: ["done", "todo"],
  done: ["todo"],
};

type Props = { tasks: TaskView[]; mayWrite: boolean; showProject?: boolean };

export function TaskList({ tasks, mayWrite, showProject = false }: Props) {
  return (
    <Card>
      <ul className="divide-y">
        {tasks.map((task) => (
          <TaskLine key={task.id} task={task} mayWrite={mayWrite} showProject={showProject} />
        ))}
      </ul>
    </Card>
  );
}

function TaskLine({
  task,
  mayWrite,
  showProject,
}: {
  task: TaskView;
  mayWrite: boolean;
  showProject: boolean;
}) {
  const t = useTranslations("tasks");
  const format = useFormatter();
  const { id, title, status, dueOn, projectId, projectName, assigneeName } = task;
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3 sm:px-5">
      <div className="grid min-w-0 grow basis-56 gap-0.5">
        <bdi
          className={cn(
            "wrap-anywhere text-sm",
            status === "done" ? "text-muted-foreground line-through" : "font-medium",
          )}
        >
          {title}
        </bdi>
        <p className="flex flex-wrap items-center gap-x-2 gap-y-0.5 text-muted-foreground text-xs">
          {showProject && (
            <Link to={`/projects/${projectId}`} className="hover:underline">
              <bdi>{projectName}</bdi>
            </Link>
          )}
          {assigneeName && <bdi>{assigneeName}</bdi>}
          {dueOn && (
            <time dateTime={dueOn}>
              {format.dateTime(new Date(`${dueOn}T00:00Z`), { dateStyle: "medium", timeZone: "UTC" })}
            </time>
          )}
        </p>
      </div>
      <Badge variant={looks[status]}>{t(`status.${status}`)}</Badge>
      {mayWrite && (
        <Form method="post" action={`/tasks/${id}/status`} preventScrollReset className="flex gap-1">
          {moves[status].map((next) => (
            <Button
              key={next}
              type="submit"
              name="status"
              value={next}
              variant="ghost"
              size="sm"
              aria-label={t(`move.${next}`, { title })}
            >
              {t(`short.${next}`)}
            </Button>
          ))}
        </Form>
      )}
    </li>
  );
}
