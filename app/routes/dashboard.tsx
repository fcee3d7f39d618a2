import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { withTenant } from "#app/tenancy/with-tenant.server.ts";
import { countProjects } from "#db/queries/projects.ts";

export async function loader(args: LoaderFunctionArgs) {
  return withTenant(args, "projects:read", async ({ tx, member }) => ({
    ...(await countProjects(tx, member.id)),
    name: member.firstName,
  }));
}

export default function Dashboard() {
  const { total, name } = useLoaderData<typeof loader>();
  return (
    <h1>
      Welcome, {name}: {total} projects
    </h1>
  );
}
