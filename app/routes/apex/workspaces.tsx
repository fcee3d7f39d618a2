import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { pageTitle } from "#app/features/page-title.ts";
import { WorkspaceList } from "#app/features/workspaces/workspace-list.tsx";
import { withPerson } from "#app/tenancy/with-person.server.ts";
import { listWorkspaces } from "#app/tenancy/workspaces.server.ts";

export function loader(args: LoaderFunctionArgs) {
  return withPerson(args, async (identity) => ({ workspaces: await listWorkspaces(args.context, identity) }));
}

export const meta: MetaFunction<typeof loader> = (page) => pageTitle("workspaces", page);

export default function WorkspacesPage() {
  const { workspaces } = useLoaderData<typeof loader>();
  return <WorkspaceList workspaces={workspaces} />;
}
