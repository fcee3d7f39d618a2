import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { readForm } from "#app/forms/read-form.server.ts";
import { withTenant, withTenantToWrite } from "#app/tenancy/with-tenant.server.ts";
import { deleteLabel } from "#db/queries/labels.ts";

/** No page of its own: a link, or the return from sign-in, leads to the list. */
export async function loader(args: LoaderFunctionArgs) {
  await withTenant(args, "projects:read", async () => undefined);
  return redirect("/labels");
}

export async function action(args: ActionFunctionArgs) {
  const { labelId = "" } = args.params;
  await readForm(args, "/labels");
  await withTenantToWrite(args, "labels:manage", async ({ tx, actor }) => deleteLabel(tx, labelId, actor));
  return redirect("/labels");
}
