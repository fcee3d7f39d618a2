import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { parseSubmission } from "#app/features/submission.ts";
import { statusSchema } from "#app/features/tasks/task-schema.ts";
import { toHttpError } from "#app/http-errors.ts";
import { readForm } from "#app/tenancy/draft.server.ts";
import { backTo } from "#app/tenancy/identity.server.ts";
import { withTenant, withTenantToWrite } from "#app/tenancy/with-tenant.server.ts";
import { DomainError } from "#db/errors.ts";
import { setTaskStatus } from "#db/queries/tasks.ts";

/** There is nothing to see here: somebody who comes by a link, or back from sign-in, goes to their tasks. */
export async function loader(args: LoaderFunctionArgs) {
  await withTenant(args, "projects:read", async () => undefined);
  return redirect("/my-tasks");
}

export async function action(args: ActionFunctionArgs) {
  const { taskId = "" } = args.params;
  const submission = parseSubmission(await readForm(args, "/my-tasks"), statusSchema);
  const projectId = await withTenantToWrite(args, "projects:write", async ({ tx, actor }) => {
    if (submission.status !== "success") return undefined;
    return await setTaskStatus(tx, taskId, submission.value.status, actor);
  });
  if (!projectId)
    throw toHttpError(new DomainError("malformed-form", "The form names no status."), args.context.requestId);
  return redirect(backTo(args, `/projects/${projectId}`));
}
