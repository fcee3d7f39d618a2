import { roleAtClerk } from "#app/access/clerk-role.ts";
import { markDeleting } from "#db/directory/lifecycle.ts";
import { findByOrganization } from "#db/directory/tenant-rows.ts";
import type { Delivery } from "#db/jobs/delivery.ts";
import { endMembership, listTenantsOfUser, reduceRole } from "#db/mirror/mirror.ts";
import { addTombstone } from "#db/mirror/tombstones.ts";
import { type ClerkEvent, clerkEvent, type MembershipData } from "./clerk-event.ts";
import { isAuthentic } from "./delivery.ts";
import { recordInvitation } from "./record-invitation.ts";
import type { SyncContext } from "./sync-context.ts";
import { syncMember, syncMembership, syncOrganization } from "./sync-organization.ts";

export type { SyncContext } from "./sync-context.ts";

/**
 * Updates directory and mirror for a delivery, after verifying the signature of the stored body. Deliveries may be
 * repeated, and applied in any order or concurrently. An event alone can only take rights away; whatever grants rights is
 * first confirmed with Clerk's Backend API.
 * @throws if Clerk or the database does not answer: try again later.
 */
export async function applyDelivery(context: SyncContext, delivery: Delivery): Promise<"done" | "ignored"> {
  if (!isAuthentic(delivery, context.webhookSecrets)) return "ignored";
  const event = clerkEvent.safeParse(JSON.parse(delivery.body));
  if (!event.success) return "ignored";
  await applyEvent(context, event.data);
  return "done";
}

async function applyEvent(context: SyncContext, event: ClerkEvent): Promise<void> {
  switch (event.type) {
    case "organization.created":
    case "organization.updated":
      return await syncOrganization(context, event.data.id);
    case "organization.deleted":
      return await markDeleting(context.sql, event.data.id);
    case "organizationMembership.created":
    case "organizationMembership.updated":
      return await changeMembership(context, event.data);
    case "organizationMembership.deleted":
      return await removeMembership(context, event.data);
    case "organizationInvitation.created":
      return await recordInvitation(context, "member.invited", event.data, event.data.inviter_id ?? null);
    case "organizationInvitation.revoked":
      return await recordInvitation(context, "invitation.revoked", event.data, null);
    case "organizationInvitation.accepted":
      return await acceptInvitation(context, event.data.organization_id, event.data.user_id ?? undefined);
    case "user.created":
    case "user.updated":
      return await syncUser(context, event.data.id);
    case "user.deleted":
      return await removeUser(context, event.data.id);
  }
}

async function changeMembership(context: SyncContext, data: MembershipData): Promise<void> {
  const { organization, public_user_data: person } = data;
  const tenant = await findByOrganization(context.sql, organization.id);
  if (tenant && tenant.status !== "provisioning") {
    const isCreator = organization.created_by === person.user_id;
    const role = roleAtClerk(data.role, isCreator && context.clerk.creatorIsOwner);
    const reported = { userId: person.user_id, membershipId: data.id, role, changedAt: data.updated_at };
    await reduceRole(context, tenant, reported);
  }
  await syncMembership(context, organization.id, person.user_id);
}

async function removeMembership(context: SyncContext, data: MembershipData): Promise<void> {
  await addTombstone(context.sql, data.id);
  const tenant = await findByOrganization(context.sql, data.organization.id);
  // Provisioning reads the tombstone before it mirrors members.
  if (!tenant || tenant.status === "provisioning") return;
  await endMembership(context, tenant, data.public_user_data.user_id, data.id);
}

/** An accepted invitation became a membership. */
async function acceptInvitation(context: SyncContext, organizationId: string, userId: string | undefined) {
  if (userId) await syncMembership(context, organizationId, userId);
}

async function syncUser(context: SyncContext, userId: string): Promise<void> {
  for (const tenant of await listTenantsOfUser(context.sql, userId))
    await syncMember(context, tenant, userId);
}

async function removeUser(context: SyncContext, userId: string): Promise<void> {
  await addTombstone(context.sql, userId);
  for (const tenant of await listTenantsOfUser(context.sql, userId)) {
    if (tenant.status !== "provisioning") await endMembership(context, tenant, userId);
  }
}
