import type postgres from "postgres";
import { DomainError } from "#db/errors.ts";
import type { ConfirmedMember } from "#db/mirror/member.ts";
import type { OwnerAccess } from "#db/tenant/owner-transaction.ts";
import type { Tenant } from "#db/tenant/tenant.ts";
import { createInTransaction } from "./provision-transaction.ts";
import { assertUnreserved } from "./released-slugs.ts";
import { assertLegalSlug } from "./slug.ts";
import { listSlugCandidates } from "./slug-candidates.ts";
import { findByOrganization, findBySlug } from "./tenant-rows.ts";

export type NewTenant = {
  clerkOrgId: string;
  name: string;
  /** The organization's slug in Clerk. */
  slug: string | null;
  id?: string;
  /** When the organization last changed, by Clerk's clock. */
  changedAt?: Date;
};

/** `hasMembers`: this call created the tenant, with all the members it was given. */
export type Provisioned = { tenant: Tenant; hasMembers: boolean };

/**
 * Creates the tenant of a Clerk organization, or returns the one it has. Safe to repeat, concurrently and after a crash:
 * each attempt is one transaction, and what is in its way decides the next one. A slug that another tenant has, or released
 * less than 90 days ago, gets a suffix (`listSlugCandidates`).
 * @param sql a connection of tenantry_owner.
 * @throws DomainError "organization-gone" if the organization was deleted in Clerk or its tenant was purged; "rotation" if
 *   a rotation is under way and the other secret is not given; "slug-unavailable".
 */
export async function provisionTenant(
  sql: postgres.Sql,
  sealSecret: string,
  organization: NewTenant,
): Promise<Tenant> {
  return (await provisionWithMembers({ sql, sealSecret }, organization, [])).tenant;
}

/**
 * As `provisionTenant`, with the first members in the same transaction, up to 100. If the tenant exists, or one of the
 * members was deleted in Clerk, no member is written and `hasMembers` is false: mirror them afterwards.
 * @throws as `provisionTenant`.
 */
export async function provisionWithMembers(
  access: OwnerAccess,
  organization: NewTenant,
  members: readonly ConfirmedMember[],
): Promise<Provisioned> {
  const provisioned = await provision(access, organization, listSlugCandidates(organization), members);
  if (provisioned) return provisioned;
  throw new DomainError("slug-unavailable", `No free slug was found for ${organization.clerkOrgId}.`);
}

/**
 * Creates a tenant with exactly this slug. Without an organization it gets a placeholder, and nobody is a member until
 * `linkOrganization` replaces that. Finishes a tenant that is `provisioning`.
 * @throws DomainError "slug-illegal", "slug-reserved", "slug-taken", "slug-released", "organization-taken",
 *   "organization-gone".
 */
export async function createTenant(
  sql: postgres.Sql,
  sealSecret: string,
  wanted: { slug: string; name: string; clerkOrgId?: string },
): Promise<Tenant> {
  const { slug, name } = wanted;
  assertLegalSlug(slug);
  const holder = await findBySlug(sql, slug);
  const id = holder?.status === "provisioning" ? holder.id : Bun.randomUUIDv7();
  const clerkOrgId = wanted.clerkOrgId ?? placeholderOf(id);
  const existing = await findByOrganization(sql, clerkOrgId);
  if (existing && (existing.status !== "provisioning" || existing.slug !== slug))
    throw organizationTaken(clerkOrgId, existing);
  // The slug is chosen here, so the one in Clerk is unknown.
  const organization = { clerkOrgId, name, slug: null, ...(existing ? {} : { id }) };
  const provisioned = await provision({ sql, sealSecret }, organization, [slug], []);
  if (provisioned?.tenant.slug === slug) return provisioned.tenant;
  if (provisioned) throw organizationTaken(clerkOrgId, provisioned.tenant);
  await assertUnreserved(sql, slug, clerkOrgId);
  throw slugTaken(slug);
}

/**
 * Finishes a tenant that is `provisioning`.
 * @returns undefined if no such tenant has this slug.
 */
export async function finishProvisioning(
  sql: postgres.Sql,
  sealSecret: string,
  slug: string,
): Promise<Tenant | undefined> {
  const reserved = await findBySlug(sql, slug);
  if (reserved?.status !== "provisioning") return undefined;
  return (await provision({ sql, sealSecret }, reserved, [], []))?.tenant;
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
    `The organization ${clerkOrgId} already has a tenant: ${slug} (${status}).`,
  );
}

/** More members than these are mirrored in pages once the tenant exists. */
const maxFirstMembers = 100;

/** Conflicts that cost no slug may repeat: secrets in force change, and other processes create the same tenant. */
const maxAttempts = 30;

/** @returns undefined when every slug is taken. */
async function provision(
  access: OwnerAccess,
  organization: NewTenant,
  slugs: readonly string[],
  members: readonly ConfirmedMember[],
): Promise<Provisioned | undefined> {
  const { clerkOrgId, slug: clerkSlug, changedAt = null, id = Bun.randomUUIDv7() } = organization;
  const candidates = [...slugs];
  let first = uniqueById(members);
  let isSchemaTaken = false;
  for (let attempt = 0; attempt < maxAttempts; attempt++) {
    const known = await findByOrganization(access.sql, clerkOrgId);
    if (known && known.status !== "provisioning") return { tenant: known, hasMembers: false };
    const tenant = known ?? newTenant({ ...organization, id }, candidates[0], isSchemaTaken);
    if (!tenant) return undefined;
    if (first.length > maxFirstMembers) first = [];
    const conflict = await createInTransaction(access, tenant, { clerkSlug, changedAt, members: first });
    if (!conflict) {
      const hasMembers = first.length > 0 || members.length === 0;
      return { tenant: { ...tenant, status: "active" }, hasMembers };
    }
    if (conflict === "organization-gone") throw await organizationGone(access.sql, tenant);
    if (conflict === "member-gone") first = [];
    if (conflict === "slug" || conflict === "reserved-slug") candidates.shift();
    isSchemaTaken = conflict === "schema";
  }
  return undefined;
}

/** Clerk's pages may name a member twice if the list changes between them. */
function uniqueById(members: readonly ConfirmedMember[]): ConfirmedMember[] {
  return [...new Map(members.map((member) => [member.id, member])).values()];
}

function newTenant(
  { clerkOrgId, name, id }: NewTenant & { id: string },
  slug: string | undefined,
  isSchemaTaken: boolean,
): Tenant | undefined {
  if (slug === undefined) return undefined;
  const schema = `tenant_${slug.replaceAll("-", "_")}${isSchemaTaken ? `_${id.slice(-6)}` : ""}`;
  const storedName = name.slice(0, 256).toWellFormed() || slug;
  return { id, clerkOrgId, name: storedName, slug, schema, status: "provisioning" };
}

/** Deletes the reservation, if there is one: nobody else could have its slug. */
async function organizationGone(sql: postgres.Sql, { id, clerkOrgId }: Tenant): Promise<DomainError> {
  await sql`delete from public.tenants where id = ${id} and status = 'provisioning'`;
  return new DomainError(
    "organization-gone",
    `The organization ${clerkOrgId} was deleted in Clerk, or its tenant was purged. It gets no new tenant.`,
  );
}
