import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import type { ClientActionFunctionArgs } from "@remix-run/react";
import { type Done, placeSchema } from "#app/features/tasks/task-schema.ts";
import { answerInPlace } from "#app/forms/answer.ts";
import { setFlash } from "#app/forms/flash.server.ts";
import { readForm } from "#app/forms/read-form.server.ts";
import { parseSubmission } from "#app/forms/submission.ts";
import { withTenant, withTenantToWrite } from "#app/tenancy/with-tenant.server.ts";
import { placeTask } from "#db/queries/task-place.ts";
import { answerTask, firstProblem, pageOf } from "./answer-task.server.ts";

/** No page of its own: a link, or the return from sign-in, leads to the member's tasks. */
export async function loader(args: LoaderFunctionArgs) {
  await withTenant(args, "projects:read", async () => undefined);
  return redirect("/my-tasks");
}

export async function action(args: ActionFunctionArgs) {
  const { taskId = "" } = args.params;
  const submission = parseSubmission(await readForm(args, pageOf(args)), placeSchema);
  const task = await withTenantToWrite(args, "projects:write", async ({ tx, actor }) => {
    if (submission.status !== "success") return undefined;
    const { status, wasStatus, after, before } = submission.value;
    return await placeTask(tx, taskId, { status, after, before }, wasStatus, actor);
  });
  if (!task || submission.status !== "success")
    return answerTask(args, { problem: firstProblem(submission.reply()) });
  const done: Done = { kind: "completed", id: task.id, title: task.title, was: task.status };
  return answerTask(args, submission.value.remember ? { cookie: setFlash(args, "tasks", done) } : {});
}

export function clientAction({ serverAction }: ClientActionFunctionArgs) {
  return answerInPlace(serverAction);
}
