import type { RequestContext } from "#app/http/request-context.ts";
import { Unavailable } from "#db/errors.ts";
import type { Tenant } from "#db/tenant/tenant.ts";
import { clerkApi } from "./api.server.ts";

/**
 * Gives a workspace's organization another name at Clerk, who is the source of it; the worker mirrors it from there. To
 * be called outside a transaction, and after the member's permission was checked.
 * @returns false for a name that Clerk refuses. @throws Unavailable when Clerk does not answer.
 */
export async function renameOrganization(
  { env }: RequestContext,
  { clerkOrgId }: Tenant,
  name: string,
): Promise<boolean> {
  try {
    await clerkApi(env).organizations.updateOrganization(clerkOrgId, { name });
    return true;
  } catch (error) {
    const { status } = error as { status?: number };
    if (status === 400 || status === 422) return false;
    throw new Unavailable("Clerk", { cause: error });
  }
}
