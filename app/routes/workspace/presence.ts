import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { withTenant, withTenantToWrite } from "#app/tenancy/with-tenant.server.ts";
import { markSeen } from "#db/queries/presence.ts";

/** No page of its own. */
export async function loader(args: LoaderFunctionArgs) {
  await withTenant(args, "members:read", async () => undefined);
  return redirect("/dashboard");
}

/** Each visible page reports once a minute. It is a POST, because GET must not write. */
export async function action(args: ActionFunctionArgs): Promise<Response> {
  await withTenantToWrite(args, "profile:write", ({ tx, member }) => markSeen(tx, member.id));
  return new Response(null, { status: 204 });
}
