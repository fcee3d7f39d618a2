import { z } from "zod";
import { createInvitations, revokeInvitation } from "#scripts/local/clerk/directory/invitations.ts";
import {
  findMembership,
  getInvitation,
  getMembership,
  getOrganization,
  getUser,
  invitationsOf,
  membershipsOf,
} from "#scripts/local/clerk/directory/lookups.ts";
import {
  changeRole,
  removeMember,
  requirePermission,
  requireRank,
} from "#scripts/local/clerk/directory/memberships.ts";
import {
  createOrganization,
  deleteOrganization,
  updateOrganization,
} from "#scripts/local/clerk/directory/organizations.ts";
import { ClerkError, parse } from "#scripts/local/clerk/http/errors.ts";
import { listParam, page, paginated } from "#scripts/local/clerk/http/http.ts";
import { removeImage, saveImage } from "#scripts/local/clerk/http/images.ts";

import { invitationJson, membershipJson, organizationJson } from "#scripts/local/clerk/json/organization.ts";
import { displayName, primaryEmail } from "#scripts/local/clerk/json/user.ts";
import type { Membership, Organization } from "#scripts/local/clerk/model.ts";
import { type PermissionKey, parseRole, ROLES, roleJson } from "#scripts/local/clerk/roles.ts";
import { type FrontendCall, requireSession } from "./call.ts";

const createBody = z.object({ name: z.string(), slug: z.string().optional() });
const updateBody = z.object({ name: z.string().optional(), slug: z.string().optional() });
const roleBody = z.object({ role: z.string() });
const addBody = z.object({ user_id: z.string(), role: z.string() });
const inviteBody = z.object({ email_address: z.union([z.string(), z.array(z.string())]), role: z.string() });

export function createOwnOrganization(call: FrontendCall) {
  const { user } = requireSession(call);
  const input = parse(createBody, call.body);
  return organizationJson(call.clerk, createOrganization(call.clerk, { ...input, createdBy: user.id }));
}

export function getOwnOrganization(call: FrontendCall) {
  return organizationJson(call.clerk, requireMember(call).organization);
}

export function updateOwnOrganization(call: FrontendCall) {
  const { organization } = requireMember(call, "org:sys_profile:manage");
  const changes = parse(updateBody, call.body);
  return organizationJson(call.clerk, updateOrganization(call.clerk, organization, changes));
}

export function deleteOwnOrganization(call: FrontendCall) {
  const { organization } = requireMember(call, "org:sys_profile:delete");
  deleteOrganization(call.clerk, organization);
  return { object: "organization", id: organization.id, slug: organization.slug, deleted: true };
}

export async function uploadLogo(call: FrontendCall) {
  const { organization } = requireMember(call, "org:sys_profile:manage");
  await saveImage(call.clerk, organization.id, call.body);
  return organizationJson(call.clerk, updateOrganization(call.clerk, organization, {}));
}

export function deleteLogo(call: FrontendCall) {
  const { organization } = requireMember(call, "org:sys_profile:manage");
  removeImage(call.clerk, organization.id);
  return organizationJson(call.clerk, updateOrganization(call.clerk, organization, {}));
}

export function listMemberships(call: FrontendCall) {
  const { organization } = requireMember(call, "org:sys_memberships:read");
  const roles = listParam(call.url.searchParams, "role");
  const query = (call.url.searchParams.get("query") ?? "").toLowerCase();
  const members = membershipsOf(call.clerk, { organizationId: organization.id })
    .filter((member) => roles.length === 0 || roles.includes(member.role))
    .filter((member) => searchText(call, member).includes(query));
  return paginated(members, page(call.url.searchParams), (member) => membershipJson(call.clerk, member));
}

export function updateMember(call: FrontendCall) {
  const { organization, membership: actor } = requireMember(call, "org:sys_memberships:manage");
  const member = getMembership(call.clerk, organization.id, call.params.get("userId"));
  const role = parseRole(parse(roleBody, call.body).role);
  requireRank(actor, member.role, role);
  return membershipJson(call.clerk, changeRole(call.clerk, member, role));
}

export function removeOtherMember(call: FrontendCall) {
  const { organization, membership: actor } = requireMember(call, "org:sys_memberships:manage");
  const member = getMembership(call.clerk, organization.id, call.params.get("userId"));
  requireRank(actor, member.role);
  const shown = membershipJson(call.clerk, member);
  removeMember(call.clerk, member);
  return shown;
}

/** Members join by invitation; Clerk refuses this to browsers in the same way. */
export function addMemberDirectly(call: FrontendCall): never {
  parse(addBody, call.body);
  requireMember(call, "org:sys_memberships:manage");
  throw new ClerkError(403, "not_allowed_access", "Invite people instead of adding them.");
}

export function listInvitations(call: FrontendCall) {
  const { organization } = requireMember(call, "org:sys_memberships:manage");
  const statuses = listParam(call.url.searchParams, "status");
  const invitations = invitationsOf(
    call.clerk,
    organization.id,
    statuses.length > 0 ? statuses : ["pending"],
  );
  return paginated(invitations, page(call.url.searchParams), (each) => invitationJson(call.clerk, each));
}

export function invite(call: FrontendCall) {
  const { organization, membership: actor } = requireMember(call, "org:sys_memberships:manage");
  const { email_address, role: key } = parse(inviteBody, call.body);
  const role = parseRole(key);
  requireRank(actor, role);
  const emailAddresses = [...new Set([email_address].flat())];
  const inputs = emailAddresses.map((emailAddress) => ({ emailAddress, role, inviterId: actor.userId }));
  const invitations = createInvitations(call.clerk, organization, inputs);
  return invitations.map((invitation) => invitationJson(call.clerk, invitation));
}

export function inviteOne(call: FrontendCall) {
  return invite(call)[0];
}

export function revokeOwnInvitation(call: FrontendCall) {
  const { organization, membership: actor } = requireMember(call, "org:sys_memberships:manage");
  const invitation = getInvitation(call.clerk, organization.id, call.params.get("invitationId"));
  requireRank(actor, invitation.role);
  return invitationJson(call.clerk, revokeInvitation(call.clerk, invitation));
}

export function listRoles(call: FrontendCall) {
  requireMember(call);
  return paginated([...ROLES], page(call.url.searchParams), roleJson);
}

/** For features that are switched off or not stored (domains, membership requests, suggestions). */
export function emptyList(call: FrontendCall) {
  requireSession(call);
  return { data: [], total_count: 0 };
}

/** The organization in the path and the caller's membership. Non-members cannot tell whether it exists. */
function requireMember(
  call: FrontendCall,
  permission?: PermissionKey,
): { organization: Organization; membership: Membership } {
  const { user } = requireSession(call);
  const id = call.params.get("id");
  const membership = findMembership(call.clerk, id, user.id);
  if (!membership) {
    throw new ClerkError(403, "not_a_member_in_organization", "You are not a member of this organization.");
  }
  if (permission) requirePermission(membership, permission);
  return { organization: getOrganization(call.clerk, id), membership };
}

function searchText({ clerk }: FrontendCall, { userId }: Membership): string {
  const user = getUser(clerk, userId);
  return `${displayName(user)} ${primaryEmail(user)} ${userId}`.toLowerCase();
}
