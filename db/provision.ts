import type postgres from "postgres";
import { DomainError } from "./errors.ts";
import { recordForFleet } from "./migrate/ledger.ts";
import { readMigrations } from "./migrate/migration-files.ts";
import { buildTenantSchema } from "./migrate/tenant-schema.ts";
import { isReservedSlug, toSlug } from "./slug.ts";
import type { Tenant, TenantStatus } from "./tenant.ts";

export type Organization = { clerkOrgId: string; name: string; slug: string | null };

/**
 * Makes the tenant of a Clerk organization, or returns the one it has. Safe to repeat, concurrently and after a
 * crash: the name is reserved first (`provisioning`), then schema, tables, guard and `active` come in one transaction.
 * A slug that another tenant has, or gave up less than 90 days ago, gets a suffix.
 * @param sql a connection of tenantry_owner.
 */
export async function provisionTenant(
  sql: postgres.Sql,
  sealSecret: string,
  organization: Organization,
): Promise<Tenant> {
  const reserved =
    (await findByOrganization(sql, organization.clerkOrgId)) ?? (await reserve(sql, organization));
  if (reserved.status !== "provisioning") return reserved;
  return await sql.begin(async (tx) => {
    const [locked] = await tx<{ status: TenantStatus }[]>`
      select status from public.tenants where id = ${reserved.id} for update`;
    if (locked?.status !== "provisioning") return { ...reserved, status: locked?.status ?? "active" };
    const migrations = readMigrations("tenant");
    await buildTenantSchema(tx, reserved, sealSecret, migrations);
    await recordForFleet(tx, migrations);
    await tx`update public.tenants set status = 'active', updated_at = now() where id = ${reserved.id}`;
    return { ...reserved, status: "active" as const };
  });
}

/** The tenant of a Clerk organization, whatever its status. */
export async function findByOrganization(sql: postgres.Sql, clerkOrgId: string): Promise<Tenant | undefined> {
  const [tenant] = await sql<Tenant[]>`
    select id, clerk_org_id as "clerkOrgId", name, slug, schema_name as schema, status
    from public.tenants where clerk_org_id = ${clerkOrgId}`;
  return tenant && { ...tenant };
}

/** Takes over the name that the organization has in Clerk. Slug and schema stay. */
export async function renameTenant(sql: postgres.Sql, tenant: Tenant, name: string): Promise<void> {
  await sql`update public.tenants set name = ${name.slice(0, 256)}, updated_at = now()
    where id = ${tenant.id} and name <> ${name.slice(0, 256)}`;
}

/** Closes the tenant of an organization that is gone from Clerk. Its data stays for the grace period. */
export async function markDeleting(sql: postgres.Sql, clerkOrgId: string): Promise<void> {
  await sql`insert into public.tombstones (clerk_id, deleted_at) values (${clerkOrgId}, now()) on conflict do nothing`;
  await sql`update public.tenants set status = 'deleting', updated_at = now()
    where clerk_org_id = ${clerkOrgId} and status in ('active', 'suspended')`;
}

/** Takes the first free slug and schema name. Whoever loses a race for one tries the next. */
async function reserve(sql: postgres.Sql, organization: Organization): Promise<Tenant> {
  const wish = toSlug(organization.slug ?? organization.name);
  for (let attempt = 1; attempt <= 20; attempt++) {
    const slug = attempt === 1 ? wish : withSuffix(wish, 32, `-${attempt}`);
    if (isReservedSlug(slug)) continue;
    const taken = await tryReserve(sql, organization, slug);
    if (taken) return taken;
    const existing = await findByOrganization(sql, organization.clerkOrgId);
    if (existing) return existing;
  }
  throw new DomainError("slug-unavailable", `No free slug near "${wish}" was found in 20 attempts.`);
}

async function tryReserve(
  sql: postgres.Sql,
  { clerkOrgId, name }: Organization,
  slug: string,
): Promise<Tenant | undefined> {
  const id = Bun.randomUUIDv7();
  const plain = `tenant_${slug.replaceAll("-", "_")}`;
  const unique = `${plain}_${id.slice(-6)}`;
  const [tenant] = await sql<Tenant[]>`
    insert into public.tenants (id, clerk_org_id, name, slug, schema_name, status, created_at, updated_at)
    select ${id}, ${clerkOrgId}, ${name.slice(0, 256) || slug}, ${slug},
      case when exists (select from public.tenants where schema_name = ${plain})
             or exists (select from pg_catalog.pg_namespace where nspname = ${plain}) then ${unique} else ${plain} end,
      'provisioning', now(), now()
    where not exists (
      select from public.released_slugs
      where slug = ${slug} and clerk_org_id <> ${clerkOrgId} and released_at > now() - interval '90 days')
    on conflict do nothing
    returning id, clerk_org_id as "clerkOrgId", name, slug, schema_name as schema, status`;
  return tenant && { ...tenant };
}

function withSuffix(slug: string, length: number, suffix: string): string {
  return slug.slice(0, length - suffix.length).replace(/-+$/, "") + suffix;
}
