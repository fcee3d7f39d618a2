import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { can } from "#app/access/permissions.ts";
import { pageTitle } from "#app/features/page-title.ts";
import { Board } from "#app/features/tasks/board/board.tsx";
import { ProjectHeader } from "#app/features/tasks/list/project-header.tsx";
import { QuickAdd } from "#app/features/tasks/new/quick-add.tsx";
import { packKey, unpackKey } from "#app/features/tasks/task-filter.ts";
import type { TaskStatus } from "#app/features/tasks/task-schema.ts";
import { toPeople } from "#app/features/tasks/task-view.ts";
import { withTenant } from "#app/tenancy/with-tenant.server.ts";
import { dayIn } from "#db/queries/dashboard.ts";
import { listLabelsOf } from "#db/queries/labelling.ts";
import { listLabels } from "#db/queries/labels.ts";
import { listMembers } from "#db/queries/members.ts";
import { getProject } from "#db/queries/projects.ts";
import { readSettings } from "#db/queries/settings.ts";
import { countTasks, listTasks, type TaskRow } from "#db/queries/task-list.ts";

export { PageError as ErrorBoundary } from "#app/features/errors/page-error.tsx";
export { afterConflicts as shouldRevalidate } from "#app/forms/revalidation.ts";

/** The number of tasks shown per column. Completed tasks accumulate and are the least interesting. */
const maxShown: Record<TaskStatus, number> = { todo: 100, doing: 100, done: 25 };

export async function loader(args: LoaderFunctionArgs) {
  const { projectId = "" } = args.params;
  const older = unpackKey(new URL(args.request.url).searchParams.get("older"), "board");
  return await withTenant(args, "projects:read", async ({ tx, member }) => {
    const column = (status: TaskStatus, after?: string[]) =>
      listTasks(tx, projectId, { status }, { sort: "board", after, limit: maxShown[status] + 1 });
    const [project, { timeZone }] = await Promise.all([getProject(tx, projectId), readSettings(tx)]);
    const [todo, doing, done, counts, members, labels, own] = await Promise.all([
      column("todo"),
      column("doing"),
      column("done", older),
      countTasks(tx, projectId),
      listMembers(tx),
      listLabels(tx),
      listLabelsOf(tx, "project", projectId),
    ]);
    const { id, name, description, archivedAt } = project;
    const rest: Partial<Record<TaskStatus, string>> = {
      ...(todo.length > maxShown.todo && { todo: `/projects/${id}?status=todo` }),
      ...(doing.length > maxShown.doing && { doing: `/projects/${id}?status=doing` }),
      ...olderOf(id, done),
    };
    return {
      project: { id, name, description, isArchived: archivedAt !== null, labels: own },
      labels,
      mayWrite: can(member.role, "projects:write") && !archivedAt,
      people: toPeople(members),
      today: dayIn(timeZone, new Date()),
      columns: { todo: toViews(todo, "todo"), doing: toViews(doing, "doing"), done: toViews(done, "done") },
      ...{ counts, rest, newest: older ? `/projects/${id}/board` : null },
    };
  });
}

export const meta: MetaFunction<typeof loader> = (page) => pageTitle("board", page, page.data?.project.name);

export default function BoardPage() {
  const { project, labels, mayWrite, people, ...board } = useLoaderData<typeof loader>();
  return (
    <div className="grid grid-cols-1 gap-5">
      <ProjectHeader project={project} labels={labels} view="board" mayWrite={mayWrite} />
      {mayWrite && <QuickAdd action={`/projects/${project.id}`} people={people} />}
      <Board {...board} people={people} mayWrite={mayWrite} />
    </div>
  );
}

function toViews(rows: TaskRow[], status: TaskStatus) {
  return rows.slice(0, maxShown[status]).map(({ key: _, ...task }) => task);
}

/** The link to the next completed tasks. */
function olderOf(projectId: string, done: TaskRow[]): { done?: string } {
  const last = done.length > maxShown.done ? done[maxShown.done - 1] : undefined;
  return last ? { done: `/projects/${projectId}/board?older=${packKey(last.key)}` } : {};
}
