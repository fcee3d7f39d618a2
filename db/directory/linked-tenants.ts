import type postgres from "postgres";
import { NotFound } from "#db/errors.ts";
import type { Tenant } from "#db/tenant/tenant.ts";
import { tenantColumns } from "./tenant-rows.ts";

/** What the directory knows of a tenant's organization. */
export type DirectoryEntry = Tenant & { clerkSlug: string | null };

/**
 * The tenants that have an organization at Clerk, those being made left out; one alone when a slug is given.
 * @throws NotFound for a slug that no tenant has.
 */
export async function listLinkedTenants(sql: postgres.Sql, slug?: string): Promise<DirectoryEntry[]> {
  const rows = await sql<DirectoryEntry[]>`
    select ${columns(sql)} from public.tenants where slug = ${slug ?? null} or ${slug === undefined} order by slug`;
  if (slug !== undefined && rows.length === 0) throw new NotFound(`The tenant "${slug}"`);
  return rows.filter(({ clerkOrgId, status }) => clerkOrgId.startsWith("org_") && status !== "provisioning");
}

/** The tenant of an organization, unless it is not there or still being made. */
export async function findLinkedTenant(
  sql: postgres.Sql,
  clerkOrgId: string,
): Promise<DirectoryEntry | undefined> {
  const [entry] = await sql<DirectoryEntry[]>`
    select ${columns(sql)} from public.tenants where clerk_org_id = ${clerkOrgId} and status <> 'provisioning'`;
  return entry && { ...entry };
}

function columns(sql: postgres.ISql): postgres.Fragment {
  return sql`${tenantColumns(sql)}, clerk_slug as "clerkSlug"`;
}
