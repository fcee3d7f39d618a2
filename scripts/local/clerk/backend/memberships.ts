import { z } from "zod";
import {
  getMembership,
  getOrganization,
  getUser,
  membershipsOf,
} from "#scripts/local/clerk/directory/lookups.ts";
import {
  addMember,
  changeRole,
  removeMember,
  updateMembership,
} from "#scripts/local/clerk/directory/memberships.ts";
import { parse } from "#scripts/local/clerk/http/errors.ts";
import { paginated, sorted } from "#scripts/local/clerk/http/lists.ts";
import { filterMemberships, membershipBackendJson } from "#scripts/local/clerk/json/organization.ts";
import { primaryEmail } from "#scripts/local/clerk/json/user.ts";
import { mergedMetadata } from "#scripts/local/clerk/metadata.ts";
import type { Membership } from "#scripts/local/clerk/model.ts";
import { parseRole, ROLES, roleJson } from "#scripts/local/clerk/roles.ts";
import { type BackendCall, type BackendRoutes, metadataFields } from "./call.ts";

const createBody = z.strictObject({ ...metadataFields, user_id: z.string(), role: z.string() });
const roleBody = z.strictObject({ role: z.string() });
const metadataBody = z.strictObject(metadataFields);

export const membershipRoutes: BackendRoutes = {
  "GET /v1/organization_roles": ({ query }) => paginated([...ROLES], query, roleJson),

  "GET /v1/organization_memberships": (call) => list(call, membershipsOf(call.clerk, {})),

  "GET /v1/organizations/:id/memberships": (call) => {
    const { id } = getOrganization(call.clerk, call.params.get("id"));
    return list(call, membershipsOf(call.clerk, { organizationId: id }));
  },

  "POST /v1/organizations/:id/memberships": ({ clerk, params, body }) => {
    const organization = getOrganization(clerk, params.get("id"));
    const { userId, role } = parse(createBody, body);
    const membership = addMember(clerk, organization, getUser(clerk, userId), parseRole(role));
    return membershipBackendJson(clerk, membership);
  },

  "PATCH /v1/organizations/:id/memberships/:userId": ({ clerk, params, body }) => {
    const membership = getMembership(clerk, params.get("id"), params.get("userId"));
    const role = parseRole(parse(roleBody, body).role);
    return membershipBackendJson(clerk, changeRole(clerk, membership, role));
  },

  "PATCH /v1/organizations/:id/memberships/:userId/metadata": ({ clerk, params, body }) => {
    const membership = getMembership(clerk, params.get("id"), params.get("userId"));
    updateMembership(clerk, membership, mergedMetadata(membership, parse(metadataBody, body)));
    return membershipBackendJson(clerk, membership);
  },

  "DELETE /v1/organizations/:id/memberships/:userId": ({ clerk, params }) => {
    const membership = getMembership(clerk, params.get("id"), params.get("userId"));
    const json = membershipBackendJson(clerk, membership);
    removeMember(clerk, membership);
    return json;
  },
};

function list({ clerk, query }: BackendCall, memberships: Membership[]) {
  const userOf = ({ userId }: Membership) => getUser(clerk, userId);
  const ordered = sorted(filterMemberships(clerk, memberships, query), query, {
    email_address: (membership) => primaryEmail(userOf(membership)),
    first_name: (membership) => userOf(membership).firstName ?? "",
    last_name: (membership) => userOf(membership).lastName ?? "",
  });
  return paginated(ordered, query, (membership) => membershipBackendJson(clerk, membership));
}
