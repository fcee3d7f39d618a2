import { z } from "zod";
import { createInvitations, revokeInvitation } from "#scripts/local/clerk/directory/invitations.ts";
import {
  getInvitation,
  getMembership,
  getOrganization,
  invitationsOf,
} from "#scripts/local/clerk/directory/lookups.ts";
import { requirePermission } from "#scripts/local/clerk/directory/memberships.ts";
import { invalidParam, parse } from "#scripts/local/clerk/http/errors.ts";
import { listParam, paginated } from "#scripts/local/clerk/http/lists.ts";
import { invitationBackendJson } from "#scripts/local/clerk/json/organization.ts";
import { parseRole } from "#scripts/local/clerk/roles.ts";
import { type BackendCall, type BackendRoutes, metadataFields } from "./call.ts";

const createBody = z.strictObject({
  ...metadataFields,
  email_address: z.string(),
  role: z.string(),
  inviter_user_id: z.string().nullish(),
  redirect_url: z.string().nullish(),
  expires_in_days: z.number().int().min(1).max(365).nullish(),
});
const revokeBody = z.strictObject({ requesting_user_id: z.string().optional() });

export const invitationRoutes: BackendRoutes = {
  "GET /v1/organizations/:id/invitations": ({ clerk, params, query }) => {
    const { id } = getOrganization(clerk, params.get("id"));
    const invitations = invitationsOf(clerk, id, listParam(query, "status"));
    return paginated(invitations, query, (invitation) => invitationBackendJson(clerk, invitation));
  },

  "POST /v1/organizations/:id/invitations": (call) => create(call, [call.body])[0],

  "POST /v1/organizations/:id/invitations/bulk": (call) => {
    if (!Array.isArray(call.body)) throw invalidParam("", "The body must be a list of invitations.");
    const data = create(call, call.body);
    return { data, total_count: data.length };
  },

  "GET /v1/organizations/:id/invitations/:invitationId": ({ clerk, params }) =>
    invitationBackendJson(clerk, getInvitation(clerk, params.get("id"), params.get("invitationId"))),

  "POST /v1/organizations/:id/invitations/:invitationId/revoke": (call) => {
    const { clerk, params, body } = call;
    const invitation = getInvitation(clerk, params.get("id"), params.get("invitationId"));
    requireManager(call, parse(revokeBody, body).requestingUserId);
    return invitationBackendJson(clerk, revokeInvitation(clerk, invitation));
  },
};

function create(call: BackendCall, bodies: unknown[]) {
  const { clerk, params } = call;
  const organization = getOrganization(clerk, params.get("id"));
  const inputs = bodies.map((body) => {
    const { inviterUserId, expiresInDays, role, ...input } = parse(createBody, body);
    requireManager(call, inviterUserId);
    const days = expiresInDays ?? undefined;
    return { ...input, role: parseRole(role), inviterId: inviterUserId, expiresInDays: days };
  });
  return createInvitations(clerk, organization, inputs).map((each) => invitationBackendJson(clerk, each));
}

/** If a user is named, they must be allowed to manage the organization's members. */
function requireManager({ clerk, params }: BackendCall, userId: string | null | undefined): void {
  if (userId) requirePermission(getMembership(clerk, params.get("id"), userId), "org:sys_memberships:manage");
}
