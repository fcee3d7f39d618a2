import { z } from "zod";
import { createInvitations, revokeInvitation } from "#scripts/local/clerk/directory/invitations.ts";
import {
  findMembership,
  getInvitation,
  getMembership,
  getOrganization,
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
import { removeImage, saveImage } from "#scripts/local/clerk/http/images.ts";
import { listParam, paginated } from "#scripts/local/clerk/http/lists.ts";
import {
  filterMemberships,
  invitationJson,
  membershipJson,
  organizationJson,
} from "#scripts/local/clerk/json/organization.ts";
import type { Membership, Organization } from "#scripts/local/clerk/model.ts";
import { type PermissionKey, parseRole, ROLES, roleJson } from "#scripts/local/clerk/roles.ts";
import { extended, type FrontendRoutes, forUsers, type UserCall } from "./call.ts";

const createBody = z.object({ name: z.string(), slug: z.string().optional() });
const roleBody = z.object({ role: z.string() });
const inviteBody = roleBody.extend({ email_address: z.union([z.string(), z.array(z.string())]) });

/** A call by a member of the organization in the path. */
type MemberCall = UserCall & { organization: Organization; actor: Membership };

const creationRoutes = forUsers({
  "POST /v1/organizations": ({ clerk, user, body }) => {
    const input = parse(createBody, body);
    return organizationJson(clerk, createOrganization(clerk, { ...input, createdBy: user.id }));
  },
});

const readRoutes = forMembers(null, {
  "GET /v1/organizations/:id": ({ clerk, organization }) => organizationJson(clerk, organization),
  "GET /v1/organizations/:id/roles": ({ query }) => paginated([...ROLES], query, roleJson),
  // Features that are switched off.
  "GET /v1/organizations/:id/membership_requests": () => ({ data: [], total_count: 0 }),
  "GET /v1/organizations/:id/domains": () => ({ data: [], total_count: 0 }),
});

const memberListRoutes = forMembers("org:sys_memberships:read", {
  "GET /v1/organizations/:id/memberships": ({ clerk, organization, query }) => {
    const all = membershipsOf(clerk, { organizationId: organization.id });
    const members = filterMemberships(clerk, all, query);
    return paginated(members, query, (member) => membershipJson(clerk, member));
  },
});

const profileRoutes = forMembers("org:sys_profile:manage", {
  "PATCH /v1/organizations/:id": ({ clerk, organization, body }) => {
    const changes = parse(createBody.partial(), body);
    return organizationJson(clerk, updateOrganization(clerk, organization, changes));
  },

  "PUT /v1/organizations/:id/logo": async ({ clerk, organization, body }) => {
    await saveImage(clerk, organization.id, body);
    return organizationJson(clerk, updateOrganization(clerk, organization, {}));
  },

  "DELETE /v1/organizations/:id/logo": ({ clerk, organization }) => {
    removeImage(clerk, organization.id);
    return organizationJson(clerk, updateOrganization(clerk, organization, {}));
  },
});

const deletionRoutes = forMembers("org:sys_profile:delete", {
  "DELETE /v1/organizations/:id": ({ clerk, organization }) => deleteOrganization(clerk, organization),
});

const managementRoutes = forMembers("org:sys_memberships:manage", {
  /** Members join by invitation; Clerk refuses this to browsers in the same way. */
  "POST /v1/organizations/:id/memberships": () => {
    throw new ClerkError(403, "not_allowed_access", "Invite people instead of adding them.");
  },

  "PATCH /v1/organizations/:id/memberships/:userId": ({ clerk, organization, actor, params, body }) => {
    const member = getMembership(clerk, organization.id, params.get("userId"));
    const role = parseRole(parse(roleBody, body).role);
    requireRank(actor, member.role, role);
    return membershipJson(clerk, changeRole(clerk, member, role));
  },

  "DELETE /v1/organizations/:id/memberships/:userId": ({ clerk, organization, actor, params }) => {
    const member = getMembership(clerk, organization.id, params.get("userId"));
    requireRank(actor, member.role);
    const json = membershipJson(clerk, member);
    removeMember(clerk, member);
    return json;
  },

  "GET /v1/organizations/:id/invitations": ({ clerk, organization, query }) => {
    const statuses = listParam(query, "status");
    const shown = statuses.length > 0 ? statuses : ["pending"];
    const invitations = invitationsOf(clerk, organization.id, shown);
    return paginated(invitations, query, (each) => invitationJson(clerk, each));
  },

  "POST /v1/organizations/:id/invitations": (call) => invite(call)[0],
  "POST /v1/organizations/:id/invitations/bulk": invite,

  "POST /v1/organizations/:id/invitations/:invitationId/revoke": (call) => {
    const { clerk, organization, actor, params } = call;
    const invitation = getInvitation(clerk, organization.id, params.get("invitationId"));
    requireRank(actor, invitation.role);
    return invitationJson(clerk, revokeInvitation(clerk, invitation));
  },
});

export const organizationRoutes = {
  ...creationRoutes,
  ...readRoutes,
  ...memberListRoutes,
  ...profileRoutes,
  ...deletionRoutes,
  ...managementRoutes,
};

/** Routes that answer 403 unless the user is a member with the permission; null means any member. */
function forMembers(permission: PermissionKey | null, routes: FrontendRoutes<MemberCall>): FrontendRoutes {
  return forUsers(extended(routes, (call: UserCall) => asMember(call, permission)));
}

/** Non-members cannot tell whether the organization exists. */
function asMember(call: UserCall, permission: PermissionKey | null): MemberCall {
  const id = call.params.get("id");
  const actor = findMembership(call.clerk, id, call.user.id);
  if (!actor) {
    throw new ClerkError(403, "not_a_member_in_organization", "You are not a member of this organization.");
  }
  if (permission) requirePermission(actor, permission);
  return { ...call, actor, organization: getOrganization(call.clerk, id) };
}

function invite({ clerk, organization, actor, body }: MemberCall) {
  const input = parse(inviteBody, body);
  const role = parseRole(input.role);
  requireRank(actor, role);
  const addresses = [...new Set([input.emailAddress].flat())];
  const inputs = addresses.map((emailAddress) => ({ emailAddress, role, inviterId: actor.userId }));
  return createInvitations(clerk, organization, inputs).map((each) => invitationJson(clerk, each));
}
