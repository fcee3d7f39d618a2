import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { pageTitle } from "#app/features/page-title.ts";
import { WorkspaceList } from "#app/features/workspaces/workspace-list.tsx";
import { toHttpError } from "#app/http/errors.ts";
import { identify } from "#app/tenancy/identity.server.ts";
import { listWorkspaces } from "#app/tenancy/workspaces.server.ts";

export async function loader(args: LoaderFunctionArgs) {
  const identity = await identify(args);
  try {
    return { workspaces: await listWorkspaces(args.context, identity) };
  } catch (error) {
    throw toHttpError(error, args.context.requestId);
  }
}

export const meta: MetaFunction<typeof loader> = (page) => pageTitle("workspaces", page);

export default function WorkspacesPage() {
  const { workspaces } = useLoaderData<typeof loader>();
  return <WorkspaceList workspaces={workspaces} />;
}
