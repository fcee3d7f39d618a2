import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import type { ClientActionFunctionArgs } from "@remix-run/react";
import { answerInPlace } from "#app/forms/answer.ts";
import { readForm } from "#app/forms/read-form.server.ts";
import { withTenant, withTenantToWrite } from "#app/tenancy/with-tenant.server.ts";
import { restoreTask } from "#db/queries/task-deletion.ts";
import { answerTask, pageOf } from "./answer-task.server.ts";

/** No page of its own: a link, or the return from sign-in, leads to the member's tasks. */
export async function loader(args: LoaderFunctionArgs) {
  await withTenant(args, "projects:read", async () => undefined);
  return redirect("/my-tasks");
}

/** Undoes a deletion. */
export async function action(args: ActionFunctionArgs) {
  const { taskId = "" } = args.params;
  await readForm(args, pageOf(args));
  await withTenantToWrite(args, "projects:write", ({ tx, actor }) => restoreTask(tx, taskId, actor));
  return answerTask(args);
}

export function clientAction({ serverAction }: ClientActionFunctionArgs) {
  return answerInPlace(serverAction);
}
