import type { LoaderFunctionArgs } from "@remix-run/node";
import type { ClientLoaderFunctionArgs } from "@remix-run/react";
import type { SwitcherData } from "#app/features/workspace/switcher.tsx";
import { withPerson } from "#app/tenancy/with-person.server.ts";
import { listWorkspaces } from "#app/tenancy/workspaces.server.ts";

/** The person's workspaces, for the switcher. */
export function loader(args: LoaderFunctionArgs) {
  return withPerson(args, async (identity) => {
    const workspaces = await listWorkspaces(args.context, identity);
    return {
      workspaces: workspaces.flatMap(({ name, imageUrl, url }) => (url ? [{ name, imageUrl, url }] : [])),
    };
  });
}

/** A failure stays within the switcher: the page around it remains. */
export async function clientLoader({ serverLoader }: ClientLoaderFunctionArgs): Promise<SwitcherData> {
  return await serverLoader<typeof loader>().catch((error: unknown) => {
    if (error instanceof Response) throw error;
    return { workspaces: null };
  });
}
