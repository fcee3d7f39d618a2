import { Link, useFetcher } from "@remix-run/react";
import { useTranslations } from "use-intl";
import { LabelChips } from "#app/features/labels/label-chips.tsx";
import { DoneToggle } from "#app/features/tasks/done-toggle.tsx";
import { DueDate } from "#app/features/tasks/due-date.tsx";
import { OptionsForm } from "#app/features/tasks/options-form.tsx";
import { StatusIcon } from "#app/features/tasks/status-icon.tsx";
import { type PersonView, type TaskView, withPending } from "#app/features/tasks/task-view.ts";
import type { Answer } from "#app/forms/answer.ts";
import { useProblems } from "#app/i18n/use-problems.ts";
import { TitleCell } from "./title-cell.tsx";

type Props = {
  task: TaskView;
  people: readonly PersonView[];
  today: string;
  mayWrite: boolean;
  /** Whether the row is on the member's own page, among tasks of several projects. */
  isMine?: boolean;
};

/** A task in a list. Changes are optimistic; a refused one is reverted with a message. */
export function TaskRow({ task: stored, people, today, mayWrite, isMine = false }: Props) {
  const t = useTranslations("tasks");
  const say = useProblems();
  const place = useFetcher<Answer>({ key: `place-${stored.id}` });
  const options = useFetcher<Answer>({ key: `options-${stored.id}` });
  const title = useFetcher<Answer>({ key: `title-${stored.id}` });
  const task = withPending(stored, people, [title.formData, options.formData, place.formData]);
  const problems = [place, options].flatMap(({ state, data }) =>
    state === "idle" && data?.problem ? [data.problem] : [],
  );
  return (
    <li className="group flex items-start gap-3 px-4 py-2.5 transition-colors hover:bg-muted/40">
      {mayWrite ? (
        <DoneToggle task={task} stored={stored} fetcher={place} remember={isMine} />
      ) : (
        <span className="mt-1 lg:mt-0.5">
          <StatusIcon status={task.status} className="size-4.5" />
          <span className="sr-only">{t(`status.${task.status}`)}</span>
        </span>
      )}
      <div className="flex min-w-0 grow flex-wrap items-center gap-x-4 gap-y-1 lg:flex-nowrap">
        <div className="grid min-w-0 grow basis-full grid-cols-1 gap-1 lg:basis-0">
          <TitleCell task={task} stored={stored.title} mayWrite={mayWrite} />
          <LabelChips labels={task.labels} />
        </div>
        {isMine && (
          <Link
            to={`/projects/${task.projectId}`}
            prefetch="intent"
            className="max-w-full shrink-0 truncate text-muted-foreground text-xs hover:underline max-lg:basis-full lg:max-w-48"
          >
            <bdi>{task.projectName}</bdi>
          </Link>
        )}
        {mayWrite ? (
          <OptionsForm
            stored={stored}
            task={task}
            people={people}
            today={today}
            fetcher={options}
            withAssignee={!isMine}
          />
        ) : (
          <Facts task={task} today={today} />
        )}
        {problems.map((problem) => (
          <p key={problem} role="alert" className="basis-full text-danger text-sm">
            {say(problem)}
          </p>
        ))}
      </div>
    </li>
  );
}

function Facts({ task: { assigneeName, dueOn, status }, today }: { task: TaskView; today: string }) {
  return (
    <p className="flex shrink-0 items-center gap-3 text-muted-foreground text-xs empty:hidden">
      {assigneeName && <bdi>{assigneeName}</bdi>}
      {dueOn && <DueDate dueOn={dueOn} today={today} isDone={status === "done"} />}
    </p>
  );
}
