import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { identify } from "#app/tenancy/identity.server.ts";
import { listWorkspaces } from "#app/tenancy/workspaces.server.ts";

export async function loader(args: LoaderFunctionArgs) {
  return { workspaces: await listWorkspaces(args.context, await identify(args)) };
}

export default function Workspaces() {
  const { workspaces } = useLoaderData<typeof loader>();
  return <ul>{workspaces.map((w) => <li key={w.organizationId}><a href={w.url}>{w.name}</a></li>)}</ul>;
}
