import type { SubmissionResult } from "@conform-to/react";
import {
  type ActionFunctionArgs,
  data,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from "@remix-run/node";
import { type ClientActionFunctionArgs, useActionData, useLoaderData } from "@remix-run/react";
import { can } from "#app/access/permissions.ts";
import { pageTitle } from "#app/features/page-title.ts";
import { ProjectTasks } from "#app/features/tasks/list/project-tasks.tsx";
import { packKey, readChoices, toSearch, unpackKey } from "#app/features/tasks/task-filter.ts";
import { doneSchema, newTaskSchema } from "#app/features/tasks/task-schema.ts";
import { toPeople } from "#app/features/tasks/task-view.ts";
import { answerInPlace } from "#app/forms/answer.ts";
import { takeFlash } from "#app/forms/flash.server.ts";
import { readForm } from "#app/forms/read-form.server.ts";
import { parseSubmission } from "#app/forms/submission.ts";
import { firstProblem, orNoMember } from "#app/routes/tasks/answer-task.server.ts";
import { backTo, isDocument } from "#app/tenancy/identity.server.ts";
import { withTenant, withTenantToWrite } from "#app/tenancy/with-tenant.server.ts";
import { dayIn } from "#db/queries/dashboard.ts";
import { listLabelsOf } from "#db/queries/labelling.ts";
import { listLabels } from "#db/queries/labels.ts";
import { listMembers } from "#db/queries/members.ts";
import { getProject } from "#db/queries/projects.ts";
import { readSettings } from "#db/queries/settings.ts";
import { countTasks, listTasks, type TaskFilter } from "#db/queries/task-list.ts";
import { createTask } from "#db/queries/tasks.ts";

export { PageError as ErrorBoundary } from "#app/features/errors/page-error.tsx";
export { afterConflicts as shouldRevalidate } from "#app/forms/revalidation.ts";

const pageSize = 50;

export async function loader(args: LoaderFunctionArgs) {
  const { projectId = "" } = args.params;
  const { searchParams } = new URL(args.request.url);
  const choices = readChoices(searchParams);
  const { sort } = choices;
  const after = unpackKey(searchParams.get("after"), sort);
  const page = await withTenant(args, "projects:read", async ({ tx, member }) => {
    const [{ id, name, description, archivedAt }, { timeZone }] = await Promise.all([
      getProject(tx, projectId),
      readSettings(tx),
    ]);
    const today = dayIn(timeZone, new Date());
    const filter = toFilter(choices, member.id, today);
    const [rows, counts, members, labels, own] = await Promise.all([
      listTasks(tx, id, filter, { sort, after, limit: pageSize + 1 }),
      countTasks(tx, id),
      listMembers(tx),
      listLabels(tx),
      listLabelsOf(tx, "project", id),
    ]);
    const last = rows.length > pageSize ? rows[pageSize - 1] : undefined;
    return {
      project: { id, name, description, isArchived: archivedAt !== null, labels: own },
      labels,
      mayWrite: can(member.role, "projects:write") && !archivedAt,
      people: toPeople(members),
      ...{ today, counts, choices, isFirst: after === undefined },
      tasks: rows.slice(0, pageSize).map(({ key: _, ...task }) => task),
      more: last ? toSearch(choices, { after: packKey(last.key) }) : null,
    };
  });
  const { done, headers } = takeFlash(args, "tasks", doneSchema);
  return data({ ...page, done }, { headers });
}

export async function action(args: ActionFunctionArgs) {
  const { projectId = "" } = args.params;
  const submission = parseSubmission(await readForm(args), newTaskSchema);
  const writing = withTenantToWrite(args, "projects:write", async ({ tx, actor }) => {
    if (submission.status !== "success") return "refused";
    await createTask(tx, projectId, submission.value, actor);
    return "added";
  });
  const outcome = await orNoMember(writing);
  const page = `/projects/${encodeURIComponent(projectId)}`;
  if (outcome === "added") return isDocument(args.request) ? redirect(backTo(args, page)) : data({});
  const reply = submission.reply(outcome === "noMember" ? { fieldErrors: { assigneeId: [outcome] } } : {});
  return data({ ...reply, problem: firstProblem(reply) }, { status: 400 });
}

/** A fetcher sends new tasks: see app/features/tasks/new. */
export function clientAction({ serverAction }: ClientActionFunctionArgs) {
  return answerInPlace(serverAction);
}

export const meta: MetaFunction<typeof loader> = (page) => pageTitle("tasks", page, page.data?.project.name);

export default function ProjectPage() {
  const page = useLoaderData<typeof loader>();
  // A document request shows the result on the page; a fetcher gets it as data.
  const refused = useActionData<SubmissionResult<string[]>>();
  return <ProjectTasks {...page} refused={refused} />;
}

function toFilter(
  { q, status, assignee, label, due }: ReturnType<typeof readChoices>,
  me: string,
  today: string,
) {
  const filter: TaskFilter = { ...(q && { search: q }), ...(status && { status }), labelId: label };
  if (assignee === "nobody") filter.assigneeId = null;
  else if (assignee) filter.assigneeId = assignee === "me" ? me : assignee;
  if (due) filter.due = { when: due, today };
  return filter;
}
