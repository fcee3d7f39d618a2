import type { SubmissionResult } from "@conform-to/react";
import { Link } from "@remix-run/react";
import { ChevronRight } from "lucide-react";
import { useTranslations } from "use-intl";
import { Notice, Problem } from "#app/components/notice/notice.tsx";
import { Conflict } from "#app/features/conflict/conflict.tsx";
import { LabelChoice, LabelChoiceForm } from "#app/features/labels/label-choice.tsx";
import type { LabelView } from "#app/features/labels/label-view.ts";
import type { TaskDetails, TaskFormFields } from "#app/features/tasks/task-details.ts";
import { isStatus } from "#app/features/tasks/task-schema.ts";
import { type PersonView, taskPath, textsOf } from "#app/features/tasks/task-view.ts";
import { useEditedTask } from "#app/features/tasks/use-edited-task.ts";
import { useSaved } from "#app/features/tasks/use-saved.ts";
import { useProblems } from "#app/i18n/use-problems.ts";
import { TaskFacts } from "./task-facts.tsx";
import { TaskForm } from "./task-form.tsx";

export type TaskResult = SubmissionResult<string[]> & { outcome: string };

export type TaskPageProps = {
  people: PersonView[];
  /** All labels of the workspace. */
  labels: LabelView[];
  today: string;
  now: string;
  mayWrite: boolean;
  lastResult: TaskResult | undefined;
};

/** Everything about one task: a form for members who may edit, text for others. */
export function TaskPage({ task, ...props }: TaskPageProps & { task: TaskDetails }) {
  const { people, labels, today, now, mayWrite, lastResult } = props;
  const t = useTranslations("tasks");
  const say = useProblems();
  const typed: TaskFormFields | undefined = textsOf(lastResult?.initialValue);
  const differing = useDiffering(task, typed, people);
  const isSaved = useSaved(lastResult);
  const { base, ...typing } = useEditedTask(task);
  const labelling = `/tasks/${task.id}/labels`;
  const isConflict = lastResult?.outcome === "stale" && differing.length > 0;
  return (
    <div className="grid grid-cols-1 gap-5">
      <Trail projectId={task.projectId} projectName={task.projectName} />
      {task.isArchived && <Notice>{t("archived")}</Notice>}
      {isConflict ? (
        <>
          <h1 className="sr-only">{task.title}</h1>
          <Conflict
            by={task.changedBy}
            at={task.changedAt}
            now={now}
            fields={differing}
            resend={{ ...filled(typed), version: String(task.version) }}
            theirsAt={taskPath(task)}
          />
        </>
      ) : mayWrite ? (
        <>
          <TaskForm
            key={base.version}
            task={base}
            {...typing}
            people={people}
            labels={<LabelChoice action={labelling} chosen={task.labels} all={labels} />}
            now={now}
            typed={typed}
            isSaved={isSaved}
            lastResult={lastResult?.outcome === "stale" ? undefined : lastResult}
          />
          <LabelChoiceForm action={labelling} />
        </>
      ) : (
        <>
          {lastResult?.error?.[""] && <Problem>{lastResult.error[""].map(say).join(" ")}</Problem>}
          <TaskFacts task={task} typed={typed} today={today} now={now} />
        </>
      )}
    </div>
  );
}

/** Links to the levels above. */
export function Trail({ projectId, projectName }: { projectId: string; projectName: string }) {
  const t = useTranslations("tasks");
  return (
    <nav aria-label={t("trail")} className="flex min-w-0 items-center gap-1.5 text-muted-foreground text-sm">
      <Link to="/projects" prefetch="intent" className="shrink-0 hover:text-foreground hover:underline">
        {t("projects")}
      </Link>
      <ChevronRight aria-hidden className="size-3.5 shrink-0" />
      <Link
        to={`/projects/${projectId}`}
        prefetch="intent"
        className="truncate font-medium text-foreground hover:underline"
      >
        <bdi>{projectName}</bdi>
      </Link>
    </nav>
  );
}

/** The fields in which the stored task and the input differ, as text. */
function useDiffering(task: TaskDetails, typed: TaskFormFields | undefined, people: PersonView[]) {
  const t = useTranslations("tasks");
  if (!typed) return [];
  const status = (value = "") => (isStatus(value) ? t(`status.${value}`) : value);
  const person = (id: string | null | undefined) =>
    id ? (people.find((one) => one.id === id)?.name ?? task.assigneeName) : t("nobody");
  const lines = (text: string | undefined) => (text ?? "").replaceAll("\r\n", "\n").trim();
  const all = [
    { label: t("title"), theirs: task.title, mine: lines(typed.title) },
    { label: t("notes"), theirs: task.notes, mine: lines(typed.notes) },
    { label: t("statusLabel"), theirs: status(task.status), mine: status(typed.status) },
    { label: t("assignee"), theirs: person(task.assigneeId), mine: person(typed.assigneeId) },
    { label: t("dueOn"), theirs: task.dueOn ?? "", mine: typed.dueOn ?? "" },
  ];
  return all.filter(({ theirs, mine }) => theirs !== mine);
}

function filled(typed: TaskFormFields = {}): Record<string, string> {
  return Object.fromEntries(
    Object.entries(typed).filter((entry): entry is [string, string] => Boolean(entry[1])),
  );
}
