import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import type { ClientActionFunctionArgs } from "@remix-run/react";
import type { Done } from "#app/features/tasks/task-schema.ts";
import { answerInPlace } from "#app/forms/answer.ts";
import { setFlash } from "#app/forms/flash.server.ts";
import { readForm } from "#app/forms/read-form.server.ts";
import { withTenant, withTenantToWrite } from "#app/tenancy/with-tenant.server.ts";
import { deleteTask } from "#db/queries/task-deletion.ts";
import { pageOf } from "./answer-task.server.ts";

/** No page of its own: a link, or the return from sign-in, leads to the member's tasks. */
export async function loader(args: LoaderFunctionArgs) {
  await withTenant(args, "projects:read", async () => undefined);
  return redirect("/my-tasks");
}

export async function action(args: ActionFunctionArgs) {
  const { taskId = "" } = args.params;
  await readForm(args, pageOf(args));
  const task = await withTenantToWrite(args, "projects:write", ({ tx, actor }) =>
    deleteTask(tx, taskId, actor),
  );
  const done: Done = { kind: "deleted", id: task.id, title: task.title };
  return redirect(`/projects/${task.projectId}`, {
    headers: { "Set-Cookie": setFlash(args, "tasks", done) },
  });
}

export function clientAction({ serverAction }: ClientActionFunctionArgs) {
  return answerInPlace(serverAction);
}
