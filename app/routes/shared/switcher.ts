import type { LoaderFunctionArgs } from "@remix-run/node";
import type { SwitcherData } from "#app/features/workspace/switcher.tsx";
import { identify } from "#app/tenancy/identity.server.ts";
import { listWorkspaces } from "#app/tenancy/workspaces.server.ts";
import { isDomainError } from "#db/errors.ts";

/** The person's own workspaces, for the switcher. When Clerk does not answer, the page around it stays as it is. */
export async function loader(args: LoaderFunctionArgs): Promise<SwitcherData> {
  const identity = await identify(args);
  try {
    const workspaces = await listWorkspaces(args.context, identity);
    return {
      workspaces: workspaces.flatMap(({ name, imageUrl, url }) => (url ? [{ name, imageUrl, url }] : [])),
    };
  } catch (error) {
    if (isDomainError(error) && error.code === "unavailable") return { workspaces: null };
    throw error;
  }
}
