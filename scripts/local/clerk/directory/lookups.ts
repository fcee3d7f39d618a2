import { notFound } from "#scripts/local/clerk/http/errors.ts";
import type {
  Invitation,
  InvitationStatus,
  Membership,
  Organization,
  User,
  WithState,
} from "#scripts/local/clerk/model.ts";

export function getUser(clerk: WithState, id: string): User {
  const user = clerk.state.users[id];
  if (!user) throw notFound("user", id);
  return user;
}

export function findUserByEmail(clerk: WithState, address: string): User | undefined {
  const wanted = address.trim().toLowerCase();
  return Object.values(clerk.state.users).find((user) =>
    user.emails.some((email) => email.address === wanted && email.verification.status === "verified"),
  );
}

export function getOrganization(clerk: WithState, id: string): Organization {
  const organization = clerk.state.organizations[id];
  if (!organization) throw notFound("organization", id);
  return organization;
}

export function getOrganizationByIdOrSlug(clerk: WithState, key: string): Organization {
  return findOrganizationBySlug(clerk, key) ?? getOrganization(clerk, key);
}

export function findOrganizationBySlug(clerk: WithState, slug: string): Organization | undefined {
  return Object.values(clerk.state.organizations).find((organization) => organization.slug === slug);
}

export function membershipsOf(
  clerk: WithState,
  { organizationId, userId }: { organizationId?: string; userId?: string },
): Membership[] {
  return Object.values(clerk.state.memberships).filter(
    (membership) =>
      (!organizationId || membership.organizationId === organizationId) &&
      (!userId || membership.userId === userId),
  );
}

export function getMembership(clerk: WithState, organizationId: string, userId: string): Membership {
  const membership = findMembership(clerk, organizationId, userId);
  if (!membership) throw notFound("organization membership", userId);
  return membership;
}

export function findMembership(
  clerk: WithState,
  organizationId: string,
  userId: string,
): Membership | undefined {
  return membershipsOf(clerk, { organizationId, userId })[0];
}

/** Newest first. */
export function invitationsOf(
  clerk: WithState,
  organizationId: string,
  statuses: string[] = [],
): Invitation[] {
  return Object.values(clerk.state.invitations)
    .filter((invitation) => invitation.organizationId === organizationId)
    .map(expireIfDue)
    .filter((invitation) => statuses.length === 0 || statuses.includes(invitation.status))
    .sort((a, b) => b.createdAt - a.createdAt);
}

export function invitationsFor(clerk: WithState, user: User, statuses: string[] = []): Invitation[] {
  const addresses = user.emails.map((email) => email.address);
  return Object.values(clerk.state.invitations)
    .map(expireIfDue)
    .filter((invitation) => addresses.includes(invitation.emailAddress))
    .filter((invitation) => statuses.length === 0 || statuses.includes(invitation.status));
}

export function getInvitation(clerk: WithState, organizationId: string, id: string): Invitation {
  const invitation = clerk.state.invitations[id];
  if (invitation?.organizationId !== organizationId) throw notFound("organization invitation", id);
  return expireIfDue(invitation);
}

export function findInvitationByTicket(clerk: WithState, ticket: string): Invitation | undefined {
  const invitation = Object.values(clerk.state.invitations).find((candidate) => candidate.ticket === ticket);
  return invitation && expireIfDue(invitation);
}

function expireIfDue(invitation: Invitation): Invitation {
  if (invitation.status === "pending" && invitation.expiresAt < Date.now())
    settleInvitation(invitation, "expired");
  return invitation;
}

export function settleInvitation(invitation: Invitation, status: InvitationStatus): void {
  invitation.status = status;
  invitation.updatedAt = Date.now();
}
