import type postgres from "postgres";
import { NotFound } from "#db/errors.ts";
import type { Tenant } from "#db/tenant/tenant.ts";
import { tenantColumns } from "./tenant-rows.ts";

/** A tenant with its organization's slug in Clerk. */
export type DirectoryEntry = Tenant & { clerkSlug: string | null };

/**
 * The provisioned tenants that have an organization in Clerk; with a slug, only that one.
 * @throws NotFound for an unknown slug.
 */
export async function listLinkedTenants(sql: postgres.Sql, slug?: string): Promise<DirectoryEntry[]> {
  const rows = await sql<DirectoryEntry[]>`
    select ${columns(sql)} from public.tenants where slug = ${slug ?? null} or ${slug === undefined} order by slug`;
  if (slug !== undefined && rows.length === 0) throw new NotFound(`The tenant "${slug}"`);
  return rows.filter(({ clerkOrgId, status }) => clerkOrgId.startsWith("org_") && status !== "provisioning");
}

/** The tenant of an organization, if it is provisioned. */
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
