import type { LoaderFunctionArgs } from "@remix-run/node";
import { toHttpError } from "#app/http/errors.ts";
import { identify } from "#app/tenancy/identity.server.ts";
import {
  followProgress,
  organizationIn,
  type WorkspaceProgress,
} from "#app/tenancy/onboarding-progress.server.ts";

/** How far the workspace of `?organization=` is. Asked again and again by the onboarding page. */
export async function loader(args: LoaderFunctionArgs): Promise<WorkspaceProgress> {
  const { request, context } = args;
  const identity = await identify(args);
  const organizationId = organizationIn(request);
  if (!organizationId) return { state: "unknown" };
  try {
    return await followProgress(context, identity, organizationId);
  } catch (error) {
    throw toHttpError(error, context.requestId);
  }
}
