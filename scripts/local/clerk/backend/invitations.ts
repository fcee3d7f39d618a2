import { z } from "zod";
import { createInvitations, revokeInvitation } from "#scripts/local/clerk/directory/invitations.ts";
import {
  getInvitation,
  getMembership,
  getOrganization,
  invitationsOf,
} from "#scripts/local/clerk/directory/lookups.ts";
import { requirePermission } from "#scripts/local/clerk/directory/memberships.ts";
import { parse } from "#scripts/local/clerk/http/errors.ts";
import { listParam, page, paginated } from "#scripts/local/clerk/http/http.ts";

import { invitationBackendJson } from "#scripts/local/clerk/json/organization.ts";
import { parseRole } from "#scripts/local/clerk/roles.ts";
import { type BackendCall, metadata } from "./call.ts";

const createBody = z.strictObject({
  email_address: z.string(),
  role: z.string(),
  inviter_user_id: z.string().nullish(),
  redirect_url: z.string().nullish(),
  expires_in_days: z.number().int().min(1).max(365).nullish(),
  public_metadata: metadata.optional(),
  private_metadata: metadata.optional(),
});

const revokeBody = z.strictObject({ requesting_user_id: z.string().optional() });

export function createOne(call: BackendCall) {
  return create(call, [parse(createBody, call.body)])[0];
}

export function createMany(call: BackendCall) {
  const data = create(call, parse(z.array(createBody), call.body));
  return { data, total_count: data.length };
}

export function listInvitations({ clerk, params, query }: BackendCall) {
  const { id } = getOrganization(clerk, params.get("id"));
  const invitations = invitationsOf(clerk, id, listParam(query, "status"));
  return paginated(invitations, page(query), (invitation) => invitationBackendJson(clerk, invitation));
}

export function getOne({ clerk, params }: BackendCall) {
  const invitation = getInvitation(clerk, params.get("id"), params.get("invitationId"));
  return invitationBackendJson(clerk, invitation);
}

export function revokeOne({ clerk, params, body }: BackendCall) {
  const invitation = getInvitation(clerk, params.get("id"), params.get("invitationId"));
  const { requesting_user_id: userId } = parse(revokeBody, body);
  if (userId) requirePermission(getMembership(clerk, params.get("id"), userId), "org:sys_memberships:manage");
  return invitationBackendJson(clerk, revokeInvitation(clerk, invitation));
}

function create({ clerk, params }: BackendCall, bodies: z.output<typeof createBody>[]) {
  const organization = getOrganization(clerk, params.get("id"));
  for (const { inviter_user_id: userId } of bodies) {
    if (userId)
      requirePermission(getMembership(clerk, organization.id, userId), "org:sys_memberships:manage");
  }
  const inputs = bodies.map((body) => ({
    emailAddress: body.email_address,
    role: parseRole(body.role),
    inviterId: body.inviter_user_id,
    redirectUrl: body.redirect_url,
    expiresInDays: body.expires_in_days ?? undefined,
    publicMetadata: body.public_metadata,
    privateMetadata: body.private_metadata,
  }));
  return createInvitations(clerk, organization, inputs).map((each) => invitationBackendJson(clerk, each));
}
