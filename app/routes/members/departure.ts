import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { readForm } from "#app/forms/read-form.server.ts";
import { askForMembers } from "#app/requests/member-change.server.ts";
import { withTenant } from "#app/tenancy/with-tenant.server.ts";

/** No page of its own: a link, or the return from sign-in, leads to the list. */
export async function loader(args: LoaderFunctionArgs) {
  await withTenant(args, "members:read", async () => undefined);
  return redirect("/members");
}

/** Leaves the workspace and redirects to the remaining ones. */
export async function action(args: ActionFunctionArgs) {
  await readForm(args, "/members");
  const asker = await withTenant(args, "profile:write", async ({ tenant, member }) => ({ tenant, member }));
  const { isDone, back } = await askForMembers(args, asker, [{ kind: "leave" }]);
  return isDone ? redirect(new URL("/workspaces", args.context.env.BASE_URL).href) : back;
}
