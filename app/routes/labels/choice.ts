import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import type { ClientActionFunctionArgs } from "@remix-run/react";
import { choiceSchema } from "#app/features/labels/label-schema.ts";
import { answerInPlace } from "#app/forms/answer.ts";
import { readForm } from "#app/forms/read-form.server.ts";
import { parseSubmission } from "#app/forms/submission.ts";
import { answerTask, firstProblem, pageOf } from "#app/routes/tasks/answer-task.server.ts";
import { withTenant, withTenantToWrite } from "#app/tenancy/with-tenant.server.ts";
import { changeLabels } from "#db/queries/labelling.ts";

/** No page of its own: a link, or the return from sign-in, leads to the list. */
export async function loader(args: LoaderFunctionArgs) {
  await withTenant(args, "projects:read", async () => undefined);
  return redirect("/labels");
}

/** Changes the labels of a task or a project. app/routes.ts has a path for each. */
export async function action(args: ActionFunctionArgs) {
  const { taskId, projectId = "" } = args.params;
  const submission = parseSubmission(await readForm(args, pageOf(args)), choiceSchema);
  const problem = await withTenantToWrite(args, "projects:write", async ({ tx, actor }) => {
    if (submission.status !== "success") return firstProblem(submission.reply());
    const { label, seen } = submission.value;
    const add = label.filter((id) => !seen.includes(id));
    const remove = seen.filter((id) => !label.includes(id));
    await changeLabels(tx, taskId ? ["task", taskId] : ["project", projectId], { add, remove }, actor);
    return undefined;
  });
  return answerTask(args, { problem });
}

export function clientAction({ serverAction }: ClientActionFunctionArgs) {
  return answerInPlace(serverAction);
}
