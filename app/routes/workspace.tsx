import type { LoaderFunctionArgs } from "@remix-run/node";
import { Outlet, useLoaderData } from "@remix-run/react";
import { withTenant } from "#app/tenancy/with-tenant.server.ts";

export async function loader(args: LoaderFunctionArgs) {
  return withTenant(args, "projects:read", async ({ tenant }) => ({ name: tenant.name }));
}

export default function Workspace() {
  return (
    <main>
      <p>{useLoaderData<typeof loader>().name}</p>
      <Outlet />
    </main>
  );
}
