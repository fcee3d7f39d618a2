import { isKnownRole } from "#app/access/clerk-role.ts";
import type { ClerkMember, ClerkOrganization, OrganizationWithMembers } from "#app/clerk/directory.ts";
import { markDeleting } from "#db/directory/lifecycle.ts";
import { leaveNotice } from "#db/directory/notices.ts";
import { findByOrganization, findBySlug, provisionTenant } from "#db/directory/provision.ts";
import { provisionAtOnce } from "#db/directory/provision-at-once.ts";
import { findFormerOwner, reclaimTenant } from "#db/directory/reclaim-tenant.ts";
import { preferredSlug } from "#db/directory/slug-candidates.ts";
import { updateOrganization } from "#db/directory/update-organization.ts";
import { isDomainError } from "#db/errors.ts";
import { deactivateMember, listMirrored, mirrorMembers } from "#db/mirror/mirror.ts";
import { listTombstones } from "#db/mirror/tombstones.ts";
import type { Tenant } from "#db/tenant/tenant.ts";
import type { SyncContext } from "./sync-context.ts";

/**
 * Makes the tenant when it is not there yet, and brings its name, slug and members up to date with Clerk's Backend API.
 * An organization that Clerk does not know changes nothing: it may be another Clerk that is asked.
 */
export async function syncOrganization(context: SyncContext, organizationId: string): Promise<void> {
  const answer = await context.clerk.findWithMembers(organizationId);
  if (!answer) return;
  const { organization, members } = answer;
  if (await makeAtOnce(context, answer)) return;
  const tenant = await getTenantFor(context, organization);
  if (!tenant) return;
  await updateOrganization(context.sql, tenant.id, organization);
  await admit(context, tenant, members);
  const present = new Set(members.map(({ id }) => id));
  // Pages that shift while they are read may leave somebody out: who is not there is asked for by name.
  for (const { id, isActive } of await listMirrored(context, tenant)) {
    if (isActive && !present.has(id)) await syncMember(context, tenant, id);
  }
}

/** The usual case: nobody has heard of the organization, and nobody else has its slug. @returns whether it was so. */
async function makeAtOnce(context: SyncContext, { organization, members }: OrganizationWithMembers) {
  const { id: clerkOrgId, name, slug, changedAt } = organization;
  if (await findByOrganization(context.sql, clerkOrgId)) return false;
  // Pages of a list that changes meanwhile may tell of somebody twice.
  const each = [...new Map(members.map((member) => [member.id, member])).values()];
  const made = await provisionAtOnce(context, { clerkOrgId, name, slug, changedAt, members: each });
  if (made) await noticeForeignRoles(context, made, each);
  return made !== undefined;
}

/** The organization's tenant, made or handed back when it has none; undefined for one that was deleted or purged. */
export async function getTenantFor(
  context: SyncContext,
  organization: ClerkOrganization,
): Promise<Tenant | undefined> {
  const { sql } = context;
  const known = await findByOrganization(sql, organization.id);
  const isReady = known && known.status !== "provisioning";
  const tenant = isReady ? known : await createTenant(context, organization).catch(unlessGone);
  // It was deleted in Clerk while its tenant was made: whoever heard of that may have found none.
  if (tenant && !isReady && (await listTombstones(sql, [organization.id])).size > 0) {
    await markDeleting(sql, organization.id);
  }
  return tenant;
}

/** Asks Clerk for one membership, in a tenant that may not be made yet. */
export async function syncMembership(
  context: SyncContext,
  organizationId: string,
  userId: string,
): Promise<void> {
  const tenant = await findByOrganization(context.sql, organizationId);
  // Not there yet: all its members are taken along.
  if (!tenant || tenant.status === "provisioning") return await syncOrganization(context, organizationId);
  await syncMember(context, tenant, userId);
}

export async function syncMember(
  context: SyncContext,
  tenant: Tenant,
  userId: string,
  actorId: string | null = null,
): Promise<void> {
  const askedAt = new Date();
  const member = await context.clerk.findMember(tenant.clerkOrgId, userId);
  if (member) return await admit(context, tenant, [member], actorId);
  // An organization that is gone took its memberships along. The tenant is closed then, and may yet be restored.
  const organization = await context.clerk.findOrganization(tenant.clerkOrgId);
  if (organization) await deactivateMember(context, tenant, userId, askedAt, actorId);
}

/** Mirrors members that Clerk confirmed. A role that is none of the four is told to operators. */
export async function admit(
  context: SyncContext,
  tenant: Tenant,
  members: readonly ClerkMember[],
  actorId: string | null = null,
): Promise<void> {
  await mirrorMembers(context, tenant, members, actorId);
  await noticeForeignRoles(context, tenant, members);
}

async function noticeForeignRoles({ sql }: SyncContext, tenant: Tenant, members: readonly ClerkMember[]) {
  const foreign = new Set(members.map(({ clerkRole }) => clerkRole).filter((role) => !isKnownRole(role)));
  for (const role of foreign) {
    const message = `Clerk's role "${role}" is none of owner, admin, member and viewer: who has it may only look.`;
    const { id: tenantId, clerkOrgId } = tenant;
    await leaveNotice(sql, { kind: "unknown-role", tenantId, clerkOrgId, message });
  }
}

/** A tenant that was purged does not come back by an event, although its organization may still be in Clerk. */
function unlessGone(error: unknown): undefined {
  if (!isDomainError(error) || error.code !== "organization-gone") throw error;
}

/** A new organization gets back what its creator owned under this slug, or a tenant of its own. */
async function createTenant(context: SyncContext, organization: ClerkOrganization): Promise<Tenant> {
  const { sql, sealSecret } = context;
  const wanted = { clerkOrgId: organization.id, name: organization.name, slug: organization.slug };
  const slug = preferredSlug(wanted);
  const holder = await findBySlug(sql, slug);
  const handed = holder && (await takeBack(context, slug, holder, organization));
  if (handed) return handed;
  const tenant = await provisionTenant(sql, sealSecret, wanted);
  const former = tenant.slug === slug ? undefined : await findFormerOwner(sql, slug);
  if (former) {
    const message =
      `${organization.id} (${organization.name}) was made under the slug "${slug}", which ${former.what} ` +
      `(${former.clerkOrgId}), by nobody who owned that. It got "${tenant.slug}".`;
    await leaveNotice(sql, {
      kind: "takeover-refused",
      tenantId: tenant.id,
      clerkOrgId: organization.id,
      message,
    });
  }
  return tenant;
}

/** The tenant that has the slug, if it lost its organization and its owner made this one. */
async function takeBack(
  context: SyncContext,
  slug: string,
  holder: Tenant,
  organization: ClerkOrganization,
): Promise<Tenant | undefined> {
  await closeIfGone(context, holder, organization.id);
  const creatorId = await findCreator(context, organization);
  const { id: clerkOrgId, slug: clerkSlug } = organization;
  return creatorId ? await reclaimTenant(context, slug, { clerkOrgId, clerkSlug, creatorId }) : undefined;
}

/** Clerk gives a slug out again once its organization is deleted; the event that says so may come later, or never. */
async function closeIfGone(
  { sql, clerk }: SyncContext,
  holder: Tenant,
  organizationId: string,
): Promise<void> {
  if (!holder.clerkOrgId.startsWith("org_") || holder.clerkOrgId === organizationId) return;
  if (!(await clerk.findOrganization(holder.clerkOrgId))) await markDeleting(sql, holder.clerkOrgId);
}

/** Who made the organization, if they are an owner of it now. */
async function findCreator({ clerk }: SyncContext, { id, createdBy }: ClerkOrganization) {
  const member = createdBy ? await clerk.findMember(id, createdBy) : undefined;
  return member?.role === "owner" ? member.id : undefined;
}
