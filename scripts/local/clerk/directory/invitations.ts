import type { Clerk } from "#scripts/local/clerk/clerk.ts";
import { ClerkError } from "#scripts/local/clerk/http/errors.ts";
import { newId, newSecret } from "#scripts/local/clerk/ids.ts";
import { sendInvitationMail } from "#scripts/local/clerk/mail.ts";
import type {
  Invitation,
  Membership,
  Metadata,
  Organization,
  RoleKey,
  User,
} from "#scripts/local/clerk/model.ts";
import { invitationChanged } from "#scripts/local/clerk/webhooks/events.ts";
import {
  findMembership,
  findUserByEmail,
  getOrganization,
  invitationsOf,
  settleInvitation,
} from "./lookups.ts";
import { addMember } from "./memberships.ts";
import { requireEmail } from "./users.ts";

const DAY_MS = 24 * 3600_000;

export type NewInvitation = {
  emailAddress: string;
  role: RoleKey;
  inviterId?: string | null;
  redirectUrl?: string | null;
  expiresInDays?: number;
  publicMetadata?: Metadata;
  privateMetadata?: Metadata;
};

/** Creates all of them, or none if one address cannot be invited. */
export function createInvitations(
  clerk: Clerk,
  organization: Organization,
  inputs: NewInvitation[],
): Invitation[] {
  for (const { emailAddress } of inputs) requireInvitable(clerk, organization, requireEmail(emailAddress));
  return inputs.map((input) => createInvitation(clerk, organization, input));
}

export function createInvitation(clerk: Clerk, organization: Organization, input: NewInvitation): Invitation {
  const emailAddress = requireEmail(input.emailAddress);
  requireInvitable(clerk, organization, emailAddress);
  const now = Date.now();
  const invitation: Invitation = {
    id: newId("orginv"),
    organizationId: organization.id,
    emailAddress,
    role: input.role,
    status: "pending",
    ticket: newSecret(),
    redirectUrl: input.redirectUrl ?? null,
    inviterId: input.inviterId ?? null,
    acceptedBy: null,
    publicMetadata: input.publicMetadata ?? {},
    privateMetadata: input.privateMetadata ?? {},
    expiresAt: now + (input.expiresInDays ?? 30) * DAY_MS,
    createdAt: now,
    updatedAt: now,
  };
  clerk.state.invitations[invitation.id] = invitation;
  sendInvitationMail(clerk, invitation, organization);
  invitationChanged(clerk, "created", invitation);
  return invitation;
}

/** The ticket was sent by mail, so the address needs no other proof. */
export function acceptInvitation(clerk: Clerk, invitation: Invitation, user: User): Membership {
  requirePending(invitation);
  const organization = getOrganization(clerk, invitation.organizationId);
  const accept = () => {
    settleInvitation(invitation, "accepted");
    invitation.acceptedBy = user.id;
    invitationChanged(clerk, "accepted", invitation);
  };
  const existing = findMembership(clerk, organization.id, user.id);
  if (!existing) return addMember(clerk, organization, user, invitation.role, accept);
  accept();
  return existing;
}

export function revokeInvitation(clerk: Clerk, invitation: Invitation): Invitation {
  requirePending(invitation);
  settleInvitation(invitation, "revoked");
  invitationChanged(clerk, "revoked", invitation);
  return invitation;
}

export function requirePending(invitation: Invitation): void {
  if (invitation.status === "pending") return;
  const code =
    invitation.status === "accepted" ? "invitation_already_accepted" : `invitation_${invitation.status}`;
  throw new ClerkError(400, code, `This invitation has been ${invitation.status}.`);
}

function requireInvitable(clerk: Clerk, organization: Organization, emailAddress: string): void {
  const pending = invitationsOf(clerk, organization.id, ["pending"]);
  const meta = { email_addresses: [emailAddress] };
  if (pending.some((invitation) => invitation.emailAddress === emailAddress)) {
    throw new ClerkError(400, "duplicate_record", `${emailAddress} already has a pending invitation.`, meta);
  }
  const user = findUserByEmail(clerk, emailAddress);
  if (user && findMembership(clerk, organization.id, user.id)) {
    const message = `${emailAddress} is already a member of the organization.`;
    throw new ClerkError(400, "already_a_member_in_organization", message, meta);
  }
}
