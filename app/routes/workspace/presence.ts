import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { withTenant, withTenantToWrite } from "#app/tenancy/with-tenant.server.ts";
import { markSeen } from "#db/queries/presence.ts";

/** There is nothing to see here. */
export async function loader(args: LoaderFunctionArgs) {
  await withTenant(args, "members:read", async () => undefined);
  return redirect("/dashboard");
}

/** Told once a minute by every page of a workspace that somebody looks at. A GET writes nothing, so that is not one. */
export async function action(args: ActionFunctionArgs): Promise<Response> {
  await withTenantToWrite(args, "profile:write", ({ tx, member }) => markSeen(tx, member.id));
  return new Response(null, { status: 204 });
}
