import type { RequestContext } from "#app/http/request-context.ts";
import { NotFound } from "#db/errors.ts";
import type { Tenant } from "#db/tenant/tenant.ts";

/**
 * The tenant whose host this is. There is no default tenant.
 * @throws NotFound on the apex, and for a slug that nobody has.
 */
export async function getTenant({ host, directory }: RequestContext): Promise<Tenant> {
  const tenant = host.kind === "tenant" ? await directory.find(host.slug) : undefined;
  if (!tenant) throw new NotFound("The workspace");
  return tenant;
}
