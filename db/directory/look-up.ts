import type { Client, Pool } from "#db/tenant/pool.ts";
import type { FoundTenant, TenantStatus } from "#db/tenant/tenant.ts";

/**
 * The tenant with this slug; undefined also while it is being provisioned.
 * @param web a pool of tenantry_web, the only role that may look tenants up.
 */
export async function findTenant(web: Pool, slug: string): Promise<FoundTenant | undefined> {
  return web.use(async (client) => {
    const rows = await client<Row[]>`
      select id, clerk_org_id, name, slug, schema_name, status, schema_version, revision from app.find_tenant(${slug})`;
    return rows.map(toTenant)[0];
  });
}

/** The tenants of these Clerk organizations that are provisioned. */
export async function listTenantsOf(web: Pool, organizationIds: readonly string[]): Promise<FoundTenant[]> {
  if (organizationIds.length === 0) return [];
  return web.use(async (client) => {
    const rows = await listRows(client, organizationIds);
    return rows.map(toTenant);
  });
}

type Row = {
  id: string;
  clerk_org_id: string;
  name: string;
  slug: string;
  schema_name: string;
  status: TenantStatus;
  schema_version: number;
  /** A bigint, which the driver returns as text. */
  revision: string;
};

function listRows(client: Client, organizationIds: readonly string[]) {
  return client<Row[]>`
    select id, clerk_org_id, name, slug, schema_name, status, schema_version, revision
    from app.find_tenants_of(${client.json([...organizationIds])})`;
}

function toTenant(row: Row): FoundTenant {
  const { id, name, slug, status, revision, schema_version: version } = row;
  return { id, name, slug, status, version, revision, clerkOrgId: row.clerk_org_id, schema: row.schema_name };
}
