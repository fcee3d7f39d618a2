import type { LoaderFunctionArgs } from "@remix-run/node";
import { withTenant } from "#app/tenancy/with-tenant.server.ts";

export async function loader(args: LoaderFunctionArgs) {
  return withTenant(args, "projects:read", async () => null);
}

export default function Page() {
  return <h1>Soon</h1>;
}
