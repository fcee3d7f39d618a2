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
import { listParam, page, paginated } from "#scripts/local/clerk/http/http.ts";
import { sorted } from "#scripts/local/clerk/http/sorting.ts";

import { membershipBackendJson } from "#scripts/local/clerk/json/organization.ts";
import { displayName, primaryEmail } from "#scripts/local/clerk/json/user.ts";
import { mergeMetadata } from "#scripts/local/clerk/metadata.ts";
import type { Membership } from "#scripts/local/clerk/model.ts";
import { parseRole, ROLES, roleJson } from "#scripts/local/clerk/roles.ts";
import { type BackendCall, metadata } from "./call.ts";

const createBody = z.strictObject({
  user_id: z.string(),
  role: z.string(),
  public_metadata: metadata.optional(),
  private_metadata: metadata.optional(),
});

const roleBody = z.strictObject({ role: z.string() });

const metadataBody = z.strictObject({
  public_metadata: metadata.optional(),
  private_metadata: metadata.optional(),
});

export function createOne({ clerk, params, body }: BackendCall) {
  const organization = getOrganization(clerk, params.get("id"));
  const input = parse(createBody, body);
  const user = getUser(clerk, input.user_id);
  const membership = addMember(clerk, organization, user, parseRole(input.role));
  return membershipBackendJson(clerk, membership);
}

export function listOfOrganization(call: BackendCall) {
  const { id } = getOrganization(call.clerk, call.params.get("id"));
  return list(call, membershipsOf(call.clerk, { organizationId: id }));
}

export function listOfInstance(call: BackendCall) {
  return list(call, membershipsOf(call.clerk, {}));
}

export function updateOne({ clerk, params, body }: BackendCall) {
  const membership = getMembership(clerk, params.get("id"), params.get("userId"));
  return membershipBackendJson(clerk, changeRole(clerk, membership, parseRole(parse(roleBody, body).role)));
}

export function mergeMembershipMetadata({ clerk, params, body }: BackendCall) {
  const membership = getMembership(clerk, params.get("id"), params.get("userId"));
  const input = parse(metadataBody, body);
  updateMembership(clerk, membership, {
    publicMetadata: mergeMetadata(membership.publicMetadata, input.public_metadata),
    privateMetadata: mergeMetadata(membership.privateMetadata, input.private_metadata),
  });
  return membershipBackendJson(clerk, membership);
}

export function deleteOne({ clerk, params }: BackendCall) {
  const membership = getMembership(clerk, params.get("id"), params.get("userId"));
  const shown = membershipBackendJson(clerk, membership);
  removeMember(clerk, membership);
  return shown;
}

export function listRoles({ query }: BackendCall) {
  return paginated([...ROLES], page(query), roleJson);
}

function list({ clerk, query }: BackendCall, memberships: Membership[]) {
  const userOf = (membership: Membership) => getUser(clerk, membership.userId);
  const ids = listParam(query, "user_id");
  const roles = listParam(query, "role");
  const emails = listParam(query, "email_address").map((address) => address.toLowerCase());
  const words = (query.get("query") ?? "").toLowerCase();
  const found = memberships.filter(
    (membership) =>
      (ids.length === 0 || ids.includes(membership.userId)) &&
      (roles.length === 0 || roles.includes(membership.role)) &&
      (emails.length === 0 || userOf(membership).emails.some(({ address }) => emails.includes(address))) &&
      `${displayName(userOf(membership))} ${primaryEmail(userOf(membership))}`.toLowerCase().includes(words),
  );
  const ordered = sorted(found, query.get("order_by") ?? "-created_at", {
    created_at: ({ createdAt }) => createdAt,
    email_address: (membership) => primaryEmail(userOf(membership)),
    first_name: (membership) => userOf(membership).firstName ?? "",
    last_name: (membership) => userOf(membership).lastName ?? "",
  });
  return paginated(ordered, page(query), (membership) => membershipBackendJson(clerk, membership));
}
