import type { LoaderFunctionArgs } from "@remix-run/node";
import { toHttpError } from "#app/http-errors.ts";
import { tenantOrigin } from "#app/tenancy/host.ts";
import { identify } from "#app/tenancy/identity.server.ts";
import { followProgress, organizationIn, type WorkspaceProgress } from "#app/tenancy/progress.server.ts";

/** How far the workspace of `?organization=` is. Asked again and again by the onboarding page. */
export async function loader(args: LoaderFunctionArgs): Promise<Progress> {
  const { request, context } = args;
  const identity = await identify(args);
  const organizationId = organizationIn(request);
  if (!organizationId) return { state: "unknown" };
  try {
    const progress = await followProgress(context, identity, organizationId);
    if (progress.state !== "ready") return progress;
    const { slug } = progress.tenant;
    return { state: "ready", url: `${tenantOrigin(slug, context.env.BASE_URL)}/welcome` };
  } catch (error) {
    throw toHttpError(error, context.requestId);
  }
}

export type Progress =
  | { state: Exclude<WorkspaceProgress["state"], "ready"> }
  | { state: "ready"; url: string };
