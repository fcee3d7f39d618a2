import { type Clerk, instanceId } from "#scripts/local/clerk/clerk.ts";
import {
  invitationEventJson,
  membershipBackendJson,
  organizationBackendJson,
} from "#scripts/local/clerk/json/organization.ts";
import { userBackendJson } from "#scripts/local/clerk/json/user.ts";
import type { Invitation, Membership, Organization, User } from "#scripts/local/clerk/model.ts";
import type { EventType } from "./event-types.ts";

type Change = "created" | "updated";

export function userChanged(clerk: Clerk, change: Change, user: User): void {
  emit(clerk, `user.${change}`, userBackendJson(clerk, user));
}

/**
 * As described by Clerk, a deletion has the id only. Memberships and invitations deleted with it send no events.
 */
export function userDeleted(clerk: Clerk, user: User): void {
  const externalId = user.externalId ? { external_id: user.externalId } : {};
  emit(clerk, "user.deleted", { object: "user", id: user.id, deleted: true, ...externalId });
}

export function organizationChanged(clerk: Clerk, change: Change, organization: Organization): void {
  emit(clerk, `organization.${change}`, organizationBackendJson(clerk, organization));
}

export function organizationDeleted(clerk: Clerk, { id, slug }: Organization) {
  const json = { object: "organization", id, slug, deleted: true };
  emit(clerk, "organization.deleted", json);
  return json;
}

/** Unlike the other deletions, a membership's has the whole membership. */
export function membershipChanged(clerk: Clerk, change: Change | "deleted", membership: Membership): void {
  emit(clerk, `organizationMembership.${change}`, membershipBackendJson(clerk, membership));
}

export function invitationChanged(
  clerk: Clerk,
  change: "created" | "accepted" | "revoked",
  invitation: Invitation,
): void {
  emit(clerk, `organizationInvitation.${change}`, invitationEventJson(clerk, invitation));
}

function emit(clerk: Clerk, type: EventType, data: object): void {
  const http_request = { client_ip: "127.0.0.1", user_agent: "local-clerk" };
  const event = {
    data,
    event_attributes: { http_request },
    instance_id: instanceId(clerk),
    object: "event",
    timestamp: Date.now(),
    type,
  };
  clerk.observer?.sent({ type, body: event });
  clerk.webhooks.enqueue(type, JSON.stringify(event));
}
