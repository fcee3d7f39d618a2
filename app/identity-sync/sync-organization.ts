import { isKnownRole } from "#app/access/clerk-role.ts";
import type { ClerkMember, ClerkOrganization, OrganizationWithMembers } from "#app/clerk/records.ts";
import { readClock } from "#db/directory/clerk-pause.ts";
import { markDeleting } from "#db/directory/lifecycle.ts";
import { leaveNotice } from "#db/directory/notices.ts";
import { type Provisioned, provisionWithMembers } from "#db/directory/provision.ts";
import { findFormerOwner, reclaimTenant } from "#db/directory/reclaim-tenant.ts";
import { preferredSlug } from "#db/directory/slug-candidates.ts";
import { findByOrganization, findBySlug } from "#db/directory/tenant-rows.ts";
import { updateOrganization } from "#db/directory/update-organization.ts";
import { isDomainError } from "#db/errors.ts";
import { deactivateMember, listMirrored, mirrorMembers } from "#db/mirror/mirror.ts";
import { listTombstones } from "#db/mirror/tombstones.ts";
import type { Tenant } from "#db/tenant/tenant.ts";
import { assertOwnClerk, type SyncContext } from "./sync-context.ts";

/**
 * Creates the tenant if it does not exist, and updates its name, slug and members from Clerk's Backend API. Does nothing for
 * an organization that Clerk does not know: the key may belong to another Clerk instance.
 */
export async function syncOrganization(context: SyncContext, organizationId: string): Promise<void> {
  const answer = await context.clerk.findWithMembers(organizationId);
  if (!answer) return;
  const { organization, members } = answer;
  const provisioned = await provisionFor(context, answer);
  if (!provisioned) return;
  const { tenant, hasMembers } = provisioned;
  if (hasMembers) return await noticeOddMembers(context, tenant, members);
  await updateOrganization(context.sql, tenant.id, organization);
  await admit(context, tenant, members);
  const present = new Set(members.map(({ id }) => id));
  // Members can drop out of the list when pages shift while it is read, so we ask for each missing one.
  for (const { id, isActive } of await listMirrored(context, tenant)) {
    if (isActive && !present.has(id)) await syncMember(context, tenant, id);
  }
}

/** The organization's tenant, created or handed back if it has none; undefined if it was deleted or purged. */
async function provisionFor(
  context: SyncContext,
  answer: OrganizationWithMembers,
): Promise<Provisioned | undefined> {
  const known = await findByOrganization(context.sql, answer.organization.id);
  if (known && known.status !== "provisioning") return { tenant: known, hasMembers: false };
  return await createTenant(context, answer).catch(unlessGone);
}

/** Syncs one membership of a tenant that may not exist yet. */
export async function syncMembership(
  context: SyncContext,
  organizationId: string,
  userId: string,
): Promise<void> {
  const tenant = await findByOrganization(context.sql, organizationId);
  // Provisioning syncs all members.
  if (!tenant || tenant.status === "provisioning") return await syncOrganization(context, organizationId);
  await syncMember(context, tenant, userId);
}

export async function syncMember(
  context: SyncContext,
  tenant: Tenant,
  userId: string,
  actorId: string | null = null,
): Promise<void> {
  const askedAt = await readClock(context.sql);
  const member = await context.clerk.findMember(tenant.clerkOrgId, userId);
  if (member) return await admit(context, tenant, [member], actorId);
  // If the organization itself is gone, its tenant is closed and may be restored: keep the members.
  const organization = await context.clerk.findOrganization(tenant.clerkOrgId);
  if (organization) await deactivateMember(context, tenant, userId, askedAt, actorId);
}

/** Mirrors members that Clerk confirmed. Leaves notices to operators about unknown roles and cleaned records. */
export async function admit(
  context: SyncContext,
  tenant: Tenant,
  members: readonly ClerkMember[],
  actorId: string | null = null,
): Promise<void> {
  await mirrorMembers(context, tenant, members, actorId);
  await noticeOddMembers(context, tenant, members);
}

async function noticeOddMembers({ sql }: SyncContext, tenant: Tenant, members: readonly ClerkMember[]) {
  const { id: tenantId, clerkOrgId } = tenant;
  const foreign = new Set(members.map(({ clerkRole }) => clerkRole).filter((role) => !isKnownRole(role)));
  for (const role of foreign) {
    const message = `Clerk's role "${role}" is not owner, admin, member or viewer. People with it can only read.`;
    await leaveNotice(sql, { kind: "unknown-role", tenantId, clerkOrgId, message });
  }
  for (const { id } of members.filter(({ isCleaned }) => isCleaned)) {
    const message = `Clerk's record of ${id} has no identifier, or text that cannot be stored. It was cleaned: correct it in Clerk.`;
    await leaveNotice(sql, { kind: "cleaned-record", tenantId, clerkOrgId, message });
  }
}

/** A purged tenant stays purged, although its organization may still be in Clerk. */
function unlessGone(error: unknown): undefined {
  if (!isDomainError(error) || error.code !== "organization-gone") throw error;
}

/** A new organization gets back the tenant that its creator owned under this slug, or a new one. */
async function createTenant(
  context: SyncContext,
  { organization, members }: OrganizationWithMembers,
): Promise<Provisioned> {
  const { sql } = context;
  await assertOwnClerk(context);
  const { id: clerkOrgId, name, slug: clerkSlug, changedAt } = organization;
  const wanted = { clerkOrgId, name, slug: clerkSlug, changedAt };
  const slug = preferredSlug(wanted);
  const holder = await findBySlug(sql, slug);
  const handed = holder && (await takeBack(context, slug, holder, organization));
  if (handed) {
    // The organization may have been deleted meanwhile, when this tenant was not linked to it yet.
    if ((await listTombstones(sql, [clerkOrgId])).size > 0) await markDeleting(sql, clerkOrgId);
    return { tenant: handed, hasMembers: false };
  }
  const provisioned = await provisionWithMembers(context, wanted, members);
  await noticeFormerOwner(context, organization, slug, provisioned.tenant);
  return provisioned;
}

/** Notifies operators if the slug belonged to another organization and was not handed back. */
async function noticeFormerOwner(
  { sql }: SyncContext,
  { id, name }: ClerkOrganization,
  slug: string,
  tenant: Tenant,
): Promise<void> {
  const former = tenant.slug === slug ? undefined : await findFormerOwner(sql, slug);
  if (!former) return;
  const message =
    `${id} (${name}) was created under the slug "${slug}", which ${former.what} ` +
    `(${former.clerkOrgId}), by someone who did not own it. It got "${tenant.slug}".`;
  await leaveNotice(sql, { kind: "takeover-refused", tenantId: tenant.id, clerkOrgId: id, message });
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

/** Clerk reuses the slug of a deleted organization. The deletion's event may arrive later or never. */
async function closeIfGone(
  { sql, clerk }: SyncContext,
  holder: Tenant,
  organizationId: string,
): Promise<void> {
  if (!holder.clerkOrgId.startsWith("org_") || holder.clerkOrgId === organizationId) return;
  if (!(await clerk.findOrganization(holder.clerkOrgId))) await markDeleting(sql, holder.clerkOrgId);
}

/** The organization's creator, if they own it now. */
async function findCreator({ clerk }: SyncContext, { id, createdBy }: ClerkOrganization) {
  const member = createdBy ? await clerk.findMember(id, createdBy) : undefined;
  return member?.role === "owner" ? member.id : undefined;
}
