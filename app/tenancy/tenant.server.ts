import type { RequestContext } from "#app/request-context.ts";
import { findTenant } from "#db/directory.ts";
import { NotFound } from "#db/errors.ts";
import type { Tenant } from "#db/tenant.ts";

/**
 * The tenant whose host this is. There is no default tenant.
 * @throws NotFound on the apex, and for a slug that nobody has.
 */
export async function getTenant({ host, webPool }: RequestContext): Promise<Tenant> {
  const tenant = host.kind === "tenant" ? await findTenant(webPool, host.slug) : undefined;
  if (!tenant) throw new NotFound("The workspace");
  return tenant;
}
