import type { SubmissionResult } from "@conform-to/react";
import { ListTodo, SearchX } from "lucide-react";
import { useTranslations } from "use-intl";
import { EmptyState } from "#app/components/empty-state.tsx";
import { ButtonLink } from "#app/components/form/button.tsx";
import { Pages } from "#app/components/pages.tsx";
import type { LabelView } from "#app/features/labels/label-view.ts";
import { type NewTaskFields, QuickAdd } from "#app/features/tasks/new/quick-add.tsx";
import { isFiltered, type TaskChoices, toSearch } from "#app/features/tasks/task-filter.ts";
import type { Done, TaskStatus } from "#app/features/tasks/task-schema.ts";
import { type PersonView, type ProjectView, type TaskView, textsOf } from "#app/features/tasks/task-view.ts";
import { UndoDone } from "#app/features/tasks/undo-done.tsx";
import { ProjectHeader } from "./project-header.tsx";
import { TaskFilters } from "./task-filters.tsx";
import { TaskList } from "./task-list.tsx";

type Props = {
  project: ProjectView;
  mayWrite: boolean;
  people: PersonView[];
  labels: LabelView[];
  today: string;
  counts: Record<TaskStatus, number>;
  choices: TaskChoices;
  isFirst: boolean;
  tasks: TaskView[];
  /** The URL of the next page, if there is one. */
  more: string | null;
  done: Done | undefined;
  /** A new task that was refused in a document request. */
  refused: SubmissionResult<string[]> | undefined;
};

/** The list of a project's tasks. */
export function ProjectTasks({
  project,
  mayWrite,
  people,
  labels,
  today,
  choices,
  tasks,
  more,
  done,
  ...page
}: Props) {
  const path = `/projects/${project.id}`;
  const isGrouped = choices.sort === "board";
  const typed: NewTaskFields | undefined = textsOf(page.refused?.initialValue);
  return (
    <div className="grid grid-cols-1 gap-5">
      <ProjectHeader project={project} labels={labels} view="list" mayWrite={mayWrite} />
      {mayWrite && (
        <QuickAdd
          key={JSON.stringify(typed)}
          action={path}
          people={people}
          typed={typed}
          errors={page.refused?.error}
        />
      )}
      <TaskFilters action={path} choices={choices} people={people} labels={labels} />
      {tasks.length > 0 ? (
        <TaskList
          tasks={tasks}
          people={people}
          today={today}
          mayWrite={mayWrite}
          {...(isGrouped && { counts: page.counts })}
        />
      ) : (
        <Nothing isFiltered={isFiltered(choices) || !page.isFirst} mayWrite={mayWrite} path={path} />
      )}
      <Pages next={more && `${path}${more}`} first={page.isFirst ? null : `${path}${toSearch(choices)}`} />
      <UndoDone done={done} />
    </div>
  );
}

function Nothing({ isFiltered, mayWrite, path }: { isFiltered: boolean; mayWrite: boolean; path: string }) {
  const t = useTranslations("tasks");
  if (!isFiltered)
    return (
      <EmptyState icon={ListTodo} title={t("emptyTitle")}>
        {mayWrite && t("empty")}
      </EmptyState>
    );
  const all = (
    <ButtonLink to={path} variant="secondary">
      {t("showAll")}
    </ButtonLink>
  );
  return (
    <EmptyState icon={SearchX} title={t("nothingTitle")} action={all}>
      {t("nothing")}
    </EmptyState>
  );
}
