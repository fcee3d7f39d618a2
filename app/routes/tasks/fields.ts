import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import type { ClientActionFunctionArgs } from "@remix-run/react";
import { optionsSchema, titleSchema } from "#app/features/tasks/task-schema.ts";
import { answerInPlace } from "#app/forms/answer.ts";
import { readForm } from "#app/forms/read-form.server.ts";
import { parseSubmission } from "#app/forms/submission.ts";
import { withTenant, withTenantToWrite } from "#app/tenancy/with-tenant.server.ts";
import type { TaskFields } from "#db/queries/task.ts";
import { updateTask } from "#db/queries/tasks.ts";
import { answerTask, firstProblem, orNoMember, pageOf } from "./answer-task.server.ts";

/** No page of its own: a link, or the return from sign-in, leads to the member's tasks. */
export async function loader(args: LoaderFunctionArgs) {
  await withTenant(args, "projects:read", async () => undefined);
  return redirect("/my-tasks");
}

/** Changes the fields that differ from what the editor saw: the title, or the options in a row. */
export async function action(args: ActionFunctionArgs) {
  const { taskId = "" } = args.params;
  const wanted = readChange(await readForm(args, pageOf(args)));
  const writing = withTenantToWrite(args, "projects:write", async ({ tx, actor }) => {
    if ("problem" in wanted) return wanted.problem;
    const { change, seen } = wanted;
    await updateTask(tx, taskId, change, { fields: seen }, actor);
    return undefined;
  });
  return answerTask(args, { problem: await orNoMember(writing) });
}

export function clientAction({ serverAction }: ClientActionFunctionArgs) {
  return answerInPlace(serverAction);
}

type Wanted = { change: Partial<TaskFields>; seen: Partial<TaskFields> } | { problem: string };

function readChange(form: FormData): Wanted {
  if (form.has("title")) {
    const submission = parseSubmission(form, titleSchema);
    if (submission.status !== "success") return { problem: firstProblem(submission.reply()) };
    const { title, wasTitle } = submission.value;
    return { change: { title }, seen: { title: wasTitle ?? "" } };
  }
  const submission = parseSubmission(form, optionsSchema);
  if (submission.status !== "success") return { problem: firstProblem(submission.reply()) };
  const { status, assigneeId, dueOn, wasStatus, wasAssigneeId, wasDueOn } = submission.value;
  const seen = { status: wasStatus, assigneeId: wasAssigneeId, dueOn: wasDueOn };
  const change: Partial<TaskFields> = {
    ...(status !== wasStatus && { status }),
    ...(assigneeId !== wasAssigneeId && { assigneeId }),
    ...(dueOn !== wasDueOn && { dueOn }),
  };
  return { change, seen };
}
