import { mayManage } from "#app/access/permissions.ts";
import { ClerkRefused } from "#app/clerk/calls.ts";
import type { ClerkInvitation, ClerkMember } from "#app/clerk/records.ts";
import { type ChangeRequest, countRequests } from "#db/jobs/change-requests.ts";
import { decodeMemberChange, type MemberChange } from "#db/jobs/member-change.ts";
import { endMembership, listOwners } from "#db/mirror/mirror.ts";
import { addTombstone } from "#db/mirror/tombstones.ts";
import type { Tenant } from "#db/tenant/tenant.ts";
import { recordInvitation } from "./record-invitation.ts";
import { Refusal, type RefusalCode } from "./refusal.ts";
import type { SyncContext } from "./sync-context.ts";
import { admit, syncMember } from "./sync-organization.ts";

type Change<Kind extends MemberChange["kind"]> = Extract<MemberChange, { kind: Kind }>;
type Job = { context: SyncContext; tenant: Tenant; request: ChangeRequest; actor: ClerkMember };

/** Per workspace and hour. Clerk allows the whole application 250 an hour. */
const maxInvitations = 100;

/**
 * Changes members or invitations at Clerk first, then mirrors its answer. The audit log names the requester, whose current
 * role at Clerk decides whether they may. Repeating a change whose outcome was not recorded ends in the same state.
 * @throws Refusal; whatever Clerk or the database throws if it does not answer: try again later.
 */
export async function changeMembers(
  context: SyncContext,
  tenant: Tenant,
  request: ChangeRequest,
): Promise<void> {
  const change = decodeMemberChange(request);
  if (!change) throw new Refusal("malformed");
  if (tenant.status !== "active") throw new Refusal("wrong-status");
  const actor = await context.clerk.findMember(tenant.clerkOrgId, request.requestedBy);
  if (!actor) {
    if (change.kind !== "leave") throw new Refusal("not-allowed");
    return await syncMember(context, tenant, request.requestedBy, request.requestedBy);
  }
  const job = { context, tenant, request, actor };
  try {
    switch (change.kind) {
      case "invite":
        return await invite(job, change);
      case "revoke-invitation":
        return await revokeInvitation(job, change);
      case "change-role":
        return await changeRole(job, change);
      case "remove-member":
        return await removeMember(job, change);
      case "leave":
        return await endAtClerk(job, actor);
    }
  } catch (error) {
    throw error instanceof ClerkRefused ? new Refusal(refusals.get(error.code) ?? "refused-by-clerk") : error;
  }
}

const refusals = new Map<string, RefusalCode>(
  Object.entries({
    duplicate_record: "already-invited",
    already_a_member_in_organization: "already-member",
    form_param_format_invalid: "bad-address",
    form_param_invalid: "bad-address",
    not_found: "no-such-role",
    too_many_requests: "too-many-invitations",
    organization_membership_quota_exceeded: "members-full",
    organization_minimum_permissions_needed: "last-owner",
    invitation_already_accepted: "no-invitation",
    invitation_expired: "no-invitation",
  } as const),
);

async function invite(job: Job, { email, role, returnTo }: Change<"invite">): Promise<void> {
  const { context, tenant, request, actor } = job;
  if (!mayManage(actor.role, role)) throw new Refusal("not-allowed");
  if ((await countRequests(context.sql, tenant.id, "invite")) > maxInvitations)
    throw new Refusal("too-many-invitations");
  const wanted = { email, role, inviterId: actor.id, returnTo, requestId: request.id };
  const { clerk } = context;
  const made = await clerk.invite(tenant.clerkOrgId, wanted).catch(async (error: unknown) => {
    // It may be this request's own invitation, from before the worker was stopped.
    const isKnown = error instanceof ClerkRefused && error.code === "duplicate_record";
    const pending = isKnown ? await clerk.listInvitations(tenant.clerkOrgId, ["pending"]) : [];
    const own = pending.find(({ requestId }) => requestId === request.id);
    if (!own) throw error;
    return own;
  });
  await record(job, "member.invited", made);
}

async function revokeInvitation(job: Job, { invitationId }: Change<"revoke-invitation">): Promise<void> {
  const { context, tenant, actor } = job;
  const invitation = await context.clerk.findInvitation(tenant.clerkOrgId, invitationId);
  if (!invitation) throw new Refusal("no-invitation");
  if (!mayManage(actor.role, invitation.role)) throw new Refusal("not-allowed");
  if (invitation.status !== "revoked") await context.clerk.revokeInvitation(tenant.clerkOrgId, invitationId);
  await record(job, "invitation.revoked", invitation);
}

async function changeRole(job: Job, { userId, role }: Change<"change-role">): Promise<void> {
  const { context, tenant, actor } = job;
  const target = await findTarget(job, userId);
  if (!mayManage(actor.role, role)) throw new Refusal("not-allowed");
  if (target.role === "owner" && role !== "owner") await assertAnotherOwner(job, userId);
  const changed =
    target.role === role ? target : await context.clerk.changeRole(tenant.clerkOrgId, userId, role);
  if (!changed) throw new Refusal("no-member");
  await admit(context, tenant, [changed], actor.id);
  // Without custom roles at Clerk, the organization's creator stays its owner.
  if (changed.role !== role) throw new Refusal("no-such-role");
}

async function removeMember(job: Job, { userId }: Change<"remove-member">): Promise<void> {
  await endAtClerk(job, await findTarget(job, userId));
}

/** Another current member at Clerk whom the requester may manage. @throws Refusal */
async function findTarget({ context, tenant, actor }: Job, userId: string): Promise<ClerkMember> {
  const target = await context.clerk.findMember(tenant.clerkOrgId, userId);
  if (!target) {
    await syncMember(context, tenant, userId, actor.id);
    throw new Refusal("no-member");
  }
  if (userId === actor.id || !mayManage(actor.role, target.role)) throw new Refusal("not-allowed");
  return target;
}

async function endAtClerk(job: Job, target: ClerkMember): Promise<void> {
  const { context, tenant, actor } = job;
  if (target.role === "owner") await assertAnotherOwner(job, target.id);
  const membershipId = await context.clerk.removeMember(tenant.clerkOrgId, target.id);
  await addTombstone(context.sql, membershipId ?? target.membershipId);
  await endMembership(context, tenant, target.id, target.membershipId, actor.id);
}

/** The mirror lists the other owners; Clerk confirms that one of them still is. */
async function assertAnotherOwner({ context, tenant }: Job, userId: string): Promise<void> {
  for (const id of await listOwners(context, tenant)) {
    if (id === userId) continue;
    const other = await context.clerk.findMember(tenant.clerkOrgId, id);
    if (other?.role === "owner") return;
  }
  throw new Refusal("last-owner");
}

async function record(
  { context, actor }: Job,
  action: Parameters<typeof recordInvitation>[1],
  { id, organizationId, email, role }: ClerkInvitation,
): Promise<void> {
  const data = { id, organization_id: organizationId, email_address: email, role };
  await recordInvitation(context, action, data, actor.id);
}
