import type postgres from "postgres";
import { DomainError, isDomainError } from "#db/errors.ts";
import { recordForFleet } from "#db/migrate/ledger.ts";
import { readMigrations } from "#db/migrate/migration-files.ts";
import { holdSeal } from "#db/migrate/seal/seal-check.ts";
import { buildTenantSchema } from "#db/migrate/tenant-schema.ts";
import { listTombstones } from "#db/mirror/tombstones.ts";
import { sealedBy } from "#db/tenant/guard.ts";
import type { Tenant } from "#db/tenant/tenant.ts";
import { provisionAtOnce } from "./provision-at-once.ts";
import { claimSlug } from "./released-slugs.ts";
import { assertLegalSlug } from "./slug.ts";
import { listSlugCandidates } from "./slug-candidates.ts";

/** `slug` is the one it has at Clerk; `id` is the tenant's to be, a new one unless told. */
export type Organization = { clerkOrgId: string; name: string; slug: string | null; id?: string };

/**
 * Makes the tenant of a Clerk organization, or returns the one it has. Safe to repeat, concurrently and after a
 * crash. Where nothing is in the way it comes in one transaction (`provisionAtOnce`). Otherwise the name is reserved first
 * (`provisioning`), then schema, tables, guard and `active` come in one transaction. A slug that another tenant has, or gave up less than 90 days ago, gets a suffix (`listSlugCandidates`).
 * @param sql a connection of tenantry_owner.
 * @throws DomainError "organization-gone" for one that was deleted in Clerk, or whose tenant was purged; "rotation" in the
 *   middle of a rotation when the other secret is not given: try again with both.
 */
export async function provisionTenant(
  sql: postgres.Sql,
  sealSecret: string,
  organization: Organization,
): Promise<Tenant> {
  const known = await findByOrganization(sql, organization.clerkOrgId);
  if (known) return await build(sql, sealSecret, known);
  const made = await provisionAtOnce({ sql, sealSecret }, organization);
  return made ?? (await build(sql, sealSecret, await reserve(sql, organization)));
}

/**
 * Makes a tenant with this very slug. Without an organization it gets a placeholder for one, and nobody comes in until
 * `linkOrganization` gives it a real one. Repeated after a crash, it finishes what was begun.
 * @throws DomainError "slug-illegal", "slug-reserved", "slug-taken", "slug-resting", "organization-taken",
 *   "organization-gone".
 */
export async function createTenant(
  sql: postgres.Sql,
  sealSecret: string,
  wanted: { slug: string; name: string; clerkOrgId?: string },
): Promise<Tenant> {
  const { slug, name } = wanted;
  assertLegalSlug(slug);
  const unfinished = await findUnfinished(sql, slug, wanted.clerkOrgId);
  if (unfinished) return await build(sql, sealSecret, unfinished);
  const id = Bun.randomUUIDv7();
  const clerkOrgId = wanted.clerkOrgId ?? placeholderOf(id);
  // Which slug it has at Clerk is not known yet: this one was chosen here.
  const reserved = await tryReserve(sql, { clerkOrgId, name, slug: null, id }, slug);
  if (reserved) return await build(sql, sealSecret, reserved);
  const existing = await findByOrganization(sql, clerkOrgId);
  if (existing) throw organizationTaken(clerkOrgId, existing);
  throw slugTaken(slug);
}

/**
 * Finishes the tenant that somebody reserved and did not build, whoever it was.
 * @returns undefined when no such tenant is being provisioned.
 */
export async function finishProvisioning(
  sql: postgres.Sql,
  sealSecret: string,
  slug: string,
): Promise<Tenant | undefined> {
  const [reserved] = await sql<Tenant[]>`
    select id, clerk_org_id as "clerkOrgId", name, slug, schema_name as schema, status from public.tenants
    where slug = ${slug} and status = 'provisioning'`;
  return reserved && (await build(sql, sealSecret, { ...reserved }));
}

/** The tenant of a Clerk organization, whatever its status. */
export async function findByOrganization(
  sql: postgres.ISql,
  clerkOrgId: string,
): Promise<Tenant | undefined> {
  const [tenant] = await sql<Tenant[]>`
    select id, clerk_org_id as "clerkOrgId", name, slug, schema_name as schema, status
    from public.tenants where clerk_org_id = ${clerkOrgId}`;
  return tenant && { ...tenant };
}

/** The tenant with this id, whatever its status. */
export async function findById(sql: postgres.ISql, id: string): Promise<Tenant | undefined> {
  const [tenant] = await sql<Tenant[]>`
    select id, clerk_org_id as "clerkOrgId", name, slug, schema_name as schema, status
    from public.tenants where id = ${id}`;
  return tenant && { ...tenant };
}

/** The tenant that has this slug, whatever its status. */
export async function findBySlug(sql: postgres.ISql, slug: string): Promise<Tenant | undefined> {
  const [tenant] = await sql<Tenant[]>`
    select id, clerk_org_id as "clerkOrgId", name, slug, schema_name as schema, status
    from public.tenants where slug = ${slug}`;
  return tenant && { ...tenant };
}

/** Stands for the organization of a tenant that has none. Clerk's ids begin with org_. */
export function placeholderOf(tenantId: string): string {
  return `unlinked_${tenantId}`;
}

export function slugTaken(slug: string): DomainError {
  return new DomainError("slug-taken", `"${slug}" is taken by another tenant. Choose another.`);
}

export function organizationTaken(clerkOrgId: string, { slug, status }: Tenant): DomainError {
  return new DomainError(
    "organization-taken",
    `The organization ${clerkOrgId} has a tenant already: ${slug} (${status}).`,
  );
}

async function build(sql: postgres.Sql, sealSecret: string, reserved: Tenant): Promise<Tenant> {
  if (reserved.status !== "provisioning") return reserved;
  const migrations = readMigrations("tenant");
  const tenant = await sql.begin(async (tx) => {
    const accepted = await holdSeal(tx, sealSecret);
    // Takes the tenant, too: whoever else builds it waits here, and then finds it done.
    const [{ count }, , gone] = await Promise.all([
      tx`update public.tenants
        set status = 'active', schema_version = ${migrations.length}, sealed_by = ${sealedBy(accepted)}, updated_at = now()
        where id = ${reserved.id} and status = 'provisioning'`,
      recordForFleet(tx, migrations),
      isBuried(tx, reserved.clerkOrgId),
    ]);
    if (count === 0) return await findByOrganization(tx, reserved.clerkOrgId);
    // Deleted in Clerk since it was reserved: the reservation would keep the slug from everybody.
    if (gone) {
      await tx`delete from public.tenants where id = ${reserved.id}`;
      return undefined;
    }
    await buildTenantSchema(tx, reserved, accepted, migrations);
    return { ...reserved, status: "active" as const };
  });
  if (!tenant) throw organizationGone(reserved.clerkOrgId);
  return tenant;
}

/** What an earlier `createTenant` reserved and did not finish. */
async function findUnfinished(sql: postgres.Sql, slug: string, clerkOrgId: string | undefined) {
  const [tenant] = await sql<Tenant[]>`
    select id, clerk_org_id as "clerkOrgId", name, slug, schema_name as schema, status from public.tenants
    where slug = ${slug} and status = 'provisioning'
      and clerk_org_id = coalesce(${clerkOrgId ?? null}, 'unlinked_' || id)`;
  return tenant && { ...tenant };
}

/** Takes the first free slug and schema name. Whoever loses a race for one tries the next. */
async function reserve(sql: postgres.Sql, organization: Organization): Promise<Tenant> {
  for (const slug of listSlugCandidates(organization)) {
    const taken = await tryReserve(sql, organization, slug).catch(unlessResting);
    if (taken) return taken;
    const existing = await findByOrganization(sql, organization.clerkOrgId);
    if (existing) return existing;
  }
  throw new DomainError("slug-unavailable", `No free slug was found for ${organization.clerkOrgId}.`);
}

function unlessResting(error: unknown): undefined {
  if (!isDomainError(error) || error.code !== "slug-resting") throw error;
}

/** @returns undefined when another tenant has the slug, or the organization has a tenant. */
async function tryReserve(
  sql: postgres.Sql,
  { clerkOrgId, name, slug: clerkSlug, id = Bun.randomUUIDv7() }: Organization,
  slug: string,
): Promise<Tenant | undefined> {
  const plain = `tenant_${slug.replaceAll("-", "_")}`;
  const unique = `${plain}_${id.slice(-6)}`;
  return await sql.begin(async (tx) => {
    const [tenant] = await tx<Tenant[]>`
      insert into public.tenants (id, clerk_org_id, name, slug, clerk_slug, schema_name, status, created_at, updated_at)
      select ${id}, ${clerkOrgId}, ${name.slice(0, 256) || slug}, ${slug}, ${clerkSlug},
        case when exists (select from public.tenants where schema_name = ${plain})
               or exists (select from pg_catalog.pg_namespace where nspname = ${plain}) then ${unique} else ${plain} end,
        'provisioning', now(), now()
      on conflict do nothing
      returning id, clerk_org_id as "clerkOrgId", name, slug, schema_name as schema, status`;
    if (!tenant) return undefined;
    if (await isBuried(tx, clerkOrgId)) throw organizationGone(clerkOrgId);
    await claimSlug(tx, slug, clerkOrgId);
    return { ...tenant };
  });
}

async function isBuried(tx: postgres.TransactionSql, clerkOrgId: string): Promise<boolean> {
  return (await listTombstones(tx, [clerkOrgId])).size > 0;
}

function organizationGone(clerkOrgId: string): DomainError {
  return new DomainError(
    "organization-gone",
    `The organization ${clerkOrgId} was deleted in Clerk, or its tenant was purged: it gets no other one.`,
  );
}
