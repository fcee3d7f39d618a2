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
import { DeletedTask } from "#app/features/tasks/deleted-task.tsx";
import { TaskPage } from "#app/features/tasks/page/task-page.tsx";
import { taskSchema } from "#app/features/tasks/task-schema.ts";
import { toPeople } from "#app/features/tasks/task-view.ts";
import { keepForm } from "#app/forms/keep-form.ts";
import { readForm } from "#app/forms/read-form.server.ts";
import { parseSubmission } from "#app/forms/submission.ts";
import { withTenant, withTenantToWrite } from "#app/tenancy/with-tenant.server.ts";
import { isStale, NotFound } from "#db/errors.ts";
import { dayIn } from "#db/queries/dashboard.ts";
import { listLabelsOf } from "#db/queries/labelling.ts";
import { listLabels } from "#db/queries/labels.ts";
import { findLastChange, type LastChange } from "#db/queries/last-change.ts";
import { listMembers } from "#db/queries/members.ts";
import { readSettings } from "#db/queries/settings.ts";
import type { Task } from "#db/queries/task.ts";
import { findDeletedTask, restoreTask } from "#db/queries/task-deletion.ts";
import { findTask, getTask, updateTask } from "#db/queries/tasks.ts";
import { orNoMember } from "./answer-task.server.ts";

export { PageError as ErrorBoundary } from "#app/features/errors/page-error.tsx";

export async function loader(args: LoaderFunctionArgs) {
  const { projectId = "", taskId = "" } = args.params;
  return await withTenant(args, "projects:read", async ({ tx, member }) => {
    const mayWrite = can(member.role, "projects:write");
    const [task, { timeZone }, members, lastChange, labels, own] = await Promise.all([
      findTask(tx, taskId, projectId),
      readSettings(tx),
      listMembers(tx),
      findLastChange(tx, { type: "task", id: taskId }),
      listLabels(tx),
      listLabelsOf(tx, "task", taskId),
    ]);
    const now = new Date();
    const common = { people: toPeople(members), labels, today: dayIn(timeZone, now), now: now.toISOString() };
    if (task)
      return {
        ...common,
        task: { ...toView(task, lastChange), labels: own },
        mayWrite: mayWrite && !task.isArchived,
      };
    const deleted = await findDeletedTask(tx, taskId);
    if (deleted?.projectId !== projectId) throw new NotFound("The task");
    return { ...common, deleted: { id: taskId, title: deleted.title, projectId }, mayWrite };
  });
}

export async function action(args: ActionFunctionArgs) {
  const { projectId = "", taskId = "" } = args.params;
  const form = await readForm(args);
  const submission = parseSubmission(form, taskSchema);
  const writing = withTenantToWrite(args, "projects:write", async ({ tx, actor }) => {
    let task = await findTask(tx, taskId, projectId);
    if (!task && (await findDeletedTask(tx, taskId))?.projectId !== projectId) throw new NotFound("The task");
    if (task?.isArchived) return "archived";
    if (submission.status !== "success") return "refused";
    const { version, ...change } = submission.value;
    if (!task && !form.has("restore")) return "deleted";
    if (!task) {
      await restoreTask(tx, taskId, actor);
      task = await getTask(tx, taskId);
      await updateTask(tx, taskId, change, { version: task.version }, actor);
      return "saved";
    }
    // Nothing is written, and the input is shown beside the stored version.
    const toOutcome = (error: unknown) => (isStale(error) ? "stale" : Promise.reject(error));
    return await updateTask(tx, taskId, change, { version }, actor).then(() => "saved" as const, toOutcome);
  });
  const outcome = await orNoMember(writing);
  if (outcome === "saved") return redirect(`/projects/${projectId}/tasks/${taskId}`);
  const status = outcome === "refused" || outcome === "noMember" ? 400 : 409;
  return data({ ...submission.reply(replies[outcome]), outcome }, { status });
}

const replies = {
  refused: {},
  noMember: { fieldErrors: { assigneeId: ["noMember"] } },
  archived: { formErrors: ["archivedMeanwhile"] },
  deleted: { formErrors: ["deletedMeanwhile"] },
  stale: { formErrors: ["changedMeanwhile"] },
};

/** Keeps the input, whatever the outcome. */
export function clientAction(args: ClientActionFunctionArgs) {
  return keepForm(args, (result) => ({ ...result, outcome: "failed" }));
}

/** Loads the stored version after a conflict, but not after other errors, which keep the form. */
export const shouldRevalidate = ({ actionStatus = 200 }: { actionStatus?: number }) =>
  actionStatus < 400 || actionStatus === 409;

export const meta: MetaFunction<typeof loader> = (page) =>
  pageTitle("task", page, page.data && ("task" in page.data ? page.data.task : page.data.deleted).title);

function toView({ createdAt, updatedAt, ...task }: Task, { by, at }: LastChange) {
  const changedAt = (at ?? updatedAt).toISOString();
  return { ...task, createdAt: createdAt.toISOString(), changedAt, changedBy: by };
}

export default function TaskRoute() {
  const page = useLoaderData<typeof loader>();
  const lastResult = useActionData<typeof action>();
  const { people, labels, today, now, mayWrite } = page;
  const rest = { people, labels, today, now, mayWrite, lastResult };
  if ("task" in page) return <TaskPage task={page.task} {...rest} />;
  return <DeletedTask task={page.deleted} {...rest} />;
}
