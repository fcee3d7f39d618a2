import type { LoaderFunctionArgs } from "@remix-run/node";
import {
  followProgress,
  organizationIn,
  type WorkspaceProgress,
} from "#app/tenancy/onboarding-progress.server.ts";
import { withPerson } from "#app/tenancy/with-person.server.ts";

/** The progress of creating the workspace of `?organization=`. The onboarding page polls it. */
export async function loader(args: LoaderFunctionArgs): Promise<WorkspaceProgress> {
  const organizationId = organizationIn(args.request);
  return await withPerson(args, async (identity) =>
    organizationId ? await followProgress(args.context, identity, organizationId) : { state: "unknown" },
  );
}
