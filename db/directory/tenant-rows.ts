import type postgres from "postgres";
import type { Tenant } from "#db/tenant/tenant.ts";

/** The columns of a `Tenant`, of a query that reads public.tenants under its own name. */
export function tenantColumns(sql: postgres.ISql): postgres.Fragment {
  return sql`tenants.id, tenants.clerk_org_id as "clerkOrgId", tenants.name, tenants.slug, tenants.schema_name as schema,
    tenants.status`;
}

/** The tenant of a Clerk organization, whatever its status. */
export async function findByOrganization(
  sql: postgres.ISql,
  clerkOrgId: string,
): Promise<Tenant | undefined> {
  return await findWhere(sql, sql`clerk_org_id = ${clerkOrgId}`);
}

/** The tenant with this id, whatever its status. */
export async function findById(sql: postgres.ISql, id: string): Promise<Tenant | undefined> {
  return await findWhere(sql, sql`id = ${id}`);
}

/** The tenant that has this slug, whatever its status. */
export async function findBySlug(sql: postgres.ISql, slug: string): Promise<Tenant | undefined> {
  return await findWhere(sql, sql`slug = ${slug}`);
}

async function findWhere(sql: postgres.ISql, condition: postgres.Fragment): Promise<Tenant | undefined> {
  const [tenant] = await sql<Tenant[]>`select ${tenantColumns(sql)} from public.tenants where ${condition}`;
  return tenant && { ...tenant };
}
