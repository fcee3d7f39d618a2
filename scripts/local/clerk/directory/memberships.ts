import type { Clerk } from "#scripts/local/clerk/clerk.ts";
import { ClerkError, forbidden } from "#scripts/local/clerk/http/errors.ts";
import { newId } from "#scripts/local/clerk/ids.ts";
import type { Membership, Organization, RoleKey, User } from "#scripts/local/clerk/model.ts";
import { isAtLeast, OWNER, type PermissionKey, roleOf } from "#scripts/local/clerk/roles.ts";
import { membershipChanged } from "#scripts/local/clerk/webhooks/events.ts";
import { findMembership, membershipsOf } from "./lookups.ts";

/** `beforeEvent` sends an event that comes before the membership's and already counts the new member. */
export function addMember(
  clerk: Clerk,
  organization: Organization,
  user: User,
  role: RoleKey,
  beforeEvent: () => void = () => {},
): Membership {
  if (findMembership(clerk, organization.id, user.id)) {
    const message = `${user.id} is already a member of the organization.`;
    throw new ClerkError(400, "already_a_member_in_organization", message);
  }
  const limit = organization.maxAllowedMemberships;
  if (limit > 0 && membershipsOf(clerk, { organizationId: organization.id }).length >= limit) {
    const message = `You have reached your limit of ${limit} organization memberships.`;
    throw new ClerkError(403, "organization_membership_quota_exceeded", message);
  }
  const now = Date.now();
  const membership: Membership = {
    id: newId("orgmem"),
    organizationId: organization.id,
    userId: user.id,
    role,
    publicMetadata: {},
    privateMetadata: {},
    createdAt: now,
    updatedAt: now,
  };
  clerk.state.memberships[membership.id] = membership;
  beforeEvent();
  membershipChanged(clerk, "created", membership);
  return membership;
}

export function changeRole(clerk: Clerk, membership: Membership, role: RoleKey): Membership {
  if (role !== OWNER) requireAnotherOwner(clerk, membership);
  return updateMembership(clerk, membership, { role });
}

export function updateMembership(
  clerk: Clerk,
  membership: Membership,
  changes: Partial<Pick<Membership, "role" | "publicMetadata" | "privateMetadata">>,
): Membership {
  Object.assign(membership, changes, { updatedAt: Date.now() });
  membershipChanged(clerk, "updated", membership);
  return membership;
}

export function removeMember(clerk: Clerk, membership: Membership): void {
  requireAnotherOwner(clerk, membership);
  delete clerk.state.memberships[membership.id];
  leaveInSessions(clerk, membership.organizationId, membership.userId);
  membershipChanged(clerk, "deleted", membership);
}

/** Throws unless the acting member's role carries the permission. */
export function requirePermission(actor: Membership, permission: PermissionKey): void {
  if (roleOf(actor.role).permissions.includes(permission)) return;
  throw forbidden(`Your role in this organization lacks the permission ${permission}.`);
}

/** Throws when a role, the member's current or their new one, is above the actor's. */
export function requireRank(actor: Membership, ...roles: RoleKey[]): void {
  if (roles.every((role) => isAtLeast(actor.role, role))) return;
  throw forbidden("You cannot manage or grant a role above your own.");
}

/** Clears it as the active organization, for this user or for all. */
export function leaveInSessions(clerk: Clerk, organizationId: string, userId?: string): void {
  for (const session of Object.values(clerk.state.sessions)) {
    if (session.lastActiveOrganizationId !== organizationId) continue;
    if (!userId || session.userId === userId) session.lastActiveOrganizationId = null;
  }
}

function requireAnotherOwner(clerk: Clerk, membership: Membership): void {
  if (membership.role !== OWNER) return;
  const { organizationId } = membership;
  const owners = membershipsOf(clerk, { organizationId }).filter((member) => member.role === OWNER);
  if (owners.length > 1) return;
  const message = "There has to be at least one organization member with the minimum required permissions.";
  throw new ClerkError(400, "organization_minimum_permissions_needed", message);
}
