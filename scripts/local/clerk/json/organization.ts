import type { Clerk } from "#scripts/local/clerk/clerk.ts";
import {
  getOrganization,
  getUser,
  invitationsOf,
  membershipsOf,
} from "#scripts/local/clerk/directory/lookups.ts";
import { imageJson } from "#scripts/local/clerk/http/images.ts";
import { filterBy, search } from "#scripts/local/clerk/http/lists.ts";
import type { Invitation, Membership, Organization, User } from "#scripts/local/clerk/model.ts";
import { OWNER, roleOf } from "#scripts/local/clerk/roles.ts";
import { displayName, primaryEmail, publicUserJson } from "./user.ts";

export function organizationJson(clerk: Clerk, organization: Organization) {
  return {
    object: "organization" as const,
    id: organization.id,
    name: organization.name,
    slug: organization.slug,
    ...imageJson(clerk, organization.id, organization.name),
    members_count: membershipsOf(clerk, { organizationId: organization.id }).length,
    pending_invitations_count: invitationsOf(clerk, organization.id, ["pending"]).length,
    max_allowed_memberships: organization.maxAllowedMemberships,
    admin_delete_enabled: organization.adminDeleteEnabled,
    public_metadata: organization.publicMetadata,
    created_at: organization.createdAt,
    updated_at: organization.updatedAt,
  };
}

export function organizationBackendJson(clerk: Clerk, organization: Organization) {
  const members = membershipsOf(clerk, { organizationId: organization.id });
  return {
    ...organizationJson(clerk, organization),
    private_metadata: organization.privateMetadata,
    missing_member_with_elevated_permissions: !members.some((member) => member.role === OWNER),
    ...(organization.createdBy ? { created_by: organization.createdBy } : {}),
  };
}

export function membershipJson(clerk: Clerk, membership: Membership) {
  return {
    ...bareMembership(clerk, membership),
    organization: organizationJson(clerk, ofOrganization(clerk, membership)),
  };
}

export function membershipBackendJson(clerk: Clerk, membership: Membership) {
  return {
    ...bareMembership(clerk, membership),
    private_metadata: membership.privateMetadata,
    organization: organizationBackendJson(clerk, ofOrganization(clerk, membership)),
  };
}

/** Those that the query's filters accept. */
export function filterMemberships(
  clerk: Clerk,
  memberships: Membership[],
  query: URLSearchParams,
): Membership[] {
  const [isUser, hasRole] = [filterBy(query, "user_id"), filterBy(query, "role")];
  const [hasEmail, matches] = [filterBy(query, "email_address"), search(query)];
  return memberships.filter(({ userId, role }) => {
    const user = getUser(clerk, userId);
    const isNamed = isUser(userId) && hasEmail(...user.emails.map(({ address }) => address));
    return isNamed && hasRole(role) && matches(`${displayName(user)} ${primaryEmail(user)} ${userId}`);
  });
}

function ofOrganization(clerk: Clerk, membership: Membership): Organization {
  return getOrganization(clerk, membership.organizationId);
}

function bareMembership(clerk: Clerk, membership: Membership) {
  const role = roleOf(membership.role);
  return {
    object: "organization_membership" as const,
    id: membership.id,
    role: role.key,
    role_name: role.name,
    permissions: role.permissions,
    public_metadata: membership.publicMetadata,
    public_user_data: publicUserJson(clerk, getUser(clerk, membership.userId)),
    created_at: membership.createdAt,
    updated_at: membership.updatedAt,
  };
}

export function invitationJson(clerk: Clerk, invitation: Invitation) {
  const organization = getOrganization(clerk, invitation.organizationId);
  return {
    ...bareInvitation(invitation),
    public_organization_data: publicOrganizationJson(clerk, organization),
  };
}

export function invitationBackendJson(clerk: Clerk, invitation: Invitation) {
  const inviter = invitation.inviterId ? clerk.state.users[invitation.inviterId] : undefined;
  return {
    ...bareInvitation(invitation),
    inviter_id: invitation.inviterId,
    public_inviter_data: inviter ? inviterJson(clerk, inviter) : null,
    private_metadata: invitation.privateMetadata,
  };
}

/** As in webhooks: with the organization, and the user who accepted. */
export function invitationEventJson(clerk: Clerk, invitation: Invitation) {
  const organization = getOrganization(clerk, invitation.organizationId);
  return {
    ...invitationBackendJson(clerk, invitation),
    public_organization_data: publicOrganizationJson(clerk, organization),
    ...(invitation.acceptedBy ? { user_id: invitation.acceptedBy } : {}),
  };
}

function bareInvitation(invitation: Invitation) {
  return {
    object: "organization_invitation" as const,
    id: invitation.id,
    email_address: invitation.emailAddress,
    organization_id: invitation.organizationId,
    role: invitation.role,
    role_name: roleOf(invitation.role).name,
    status: invitation.status,
    public_metadata: invitation.publicMetadata,
    url: null,
    expires_at: invitation.expiresAt,
    created_at: invitation.createdAt,
    updated_at: invitation.updatedAt,
  };
}

function inviterJson(clerk: Clerk, user: User) {
  const { user_id, first_name, last_name, image_url, has_image, identifier } = publicUserJson(clerk, user);
  return { user_id, first_name, last_name, image_url, has_image, identifier };
}

export function publicOrganizationJson(clerk: Clerk, organization: Organization) {
  return {
    id: organization.id,
    name: organization.name,
    slug: organization.slug,
    ...imageJson(clerk, organization.id, organization.name),
  };
}
