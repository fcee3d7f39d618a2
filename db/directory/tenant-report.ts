import type postgres from "postgres";
import { NotFound } from "#db/errors.ts";
import { readMigrations } from "#db/migrate/migration-files.ts";
import { quoteName } from "#db/tenant/guard.ts";
import { inTenantAsOwner, type OwnerAccess } from "#db/tenant/owner-transaction.ts";
import type { Tenant } from "#db/tenant/tenant.ts";
import { graceDays } from "./lifecycle.ts";
import { reservedDays } from "./released-slugs.ts";
import { tenantColumns } from "./tenant-rows.ts";

/** A tenant with everything in the directory, for operators. */
export type TenantEntry = Tenant & {
  schemaVersion: number;
  members: number;
  createdAt: Date;
  updatedAt: Date;
  suspendedAt: Date | null;
  suspendedReason: string | null;
  deletingSince: Date | null;
  /** The end of the grace period. */
  purgeableAt: Date | null;
};

export type TenantReport = TenantEntry & {
  newestVersion: number;
  /** Tables with indexes and TOAST. */
  bytes: number;
  /** By table, counted through the guard. */
  rows: Record<string, number>;
  people: { id: string; email: string; role: string; isActive: boolean }[];
  restingSlugs: { slug: string; until: Date }[];
};

/** Tenants by slug, optionally of one status or with a part of the slug. */
export async function listEntries(
  sql: postgres.Sql,
  { status, part }: { status?: string; part?: string } = {},
): Promise<TenantEntry[]> {
  const rows = await sql<TenantEntry[]>`
    select ${entryColumns(sql)} from public.tenants
    where (${status ?? null}::text is null or status = ${status ?? null})
      and strpos(slug, ${part ?? ""}) > 0 order by slug`;
  return [...rows];
}

/** @throws NotFound. */
export async function getEntry(sql: postgres.Sql, slug: string): Promise<TenantEntry> {
  const [entry] = await sql<TenantEntry[]>`
    select ${entryColumns(sql)} from public.tenants where slug = ${slug}`;
  if (!entry) throw new NotFound(`The tenant "${slug}"`);
  return { ...entry };
}

/** Everything about one tenant. A tenant that is being provisioned has no rows. @throws NotFound. */
export async function reportTenant(operator: OwnerAccess, slug: string): Promise<TenantReport> {
  const { sql } = operator;
  const entry = await getEntry(sql, slug);
  const restingSlugs = await sql<TenantReport["restingSlugs"]>`
    select slug, released_at + make_interval(days => ${reservedDays}) as until from public.released_slugs
    where clerk_org_id = ${entry.clerkOrgId} and released_at > now() - make_interval(days => ${reservedDays})
    order by slug`;
  return {
    ...entry,
    newestVersion: readMigrations("tenant").length,
    ...(await lookInside(operator, entry)),
    restingSlugs: [...restingSlugs],
  };
}

async function lookInside(operator: OwnerAccess, tenant: Tenant) {
  if (tenant.status === "provisioning") return { bytes: 0, rows: {}, people: [] };
  return await inTenantAsOwner(operator, tenant, "report", async (tx) => {
    const tables = await tx<{ name: string; bytes: number }[]>`
      select c.relname as name, pg_catalog.pg_total_relation_size(c.oid)::float8 as bytes from pg_catalog.pg_class c
      where c.relnamespace = ${tenant.schema}::regnamespace and c.relkind in ('r', 'p') order by c.relname`;
    const rows: Record<string, number> = {};
    for (const { name } of tables) rows[name] = await countRows(tx, name);
    const people = await tx<TenantReport["people"]>`
      select id, email, role, is_active as "isActive" from users order by email, id`;
    return { bytes: tables.reduce((sum, { bytes }) => sum + bytes, 0), rows, people: [...people] };
  });
}

async function countRows(tx: postgres.TransactionSql, table: string): Promise<number> {
  const [found] = await tx.unsafe<{ count: number }[]>(
    `select count(*)::int as count from ${quoteName(table)}`,
  );
  return found?.count ?? 0;
}

function entryColumns(sql: postgres.Sql): postgres.Fragment {
  return sql`${tenantColumns(sql)},
    schema_version as "schemaVersion", created_at as "createdAt", updated_at as "updatedAt",
    suspended_at as "suspendedAt", suspended_reason as "suspendedReason", deleting_since as "deletingSince",
    deleting_since + make_interval(days => ${graceDays}) as "purgeableAt",
    (select count(*) from public.memberships m where m.tenant_id = tenants.id)::int as members`;
}
