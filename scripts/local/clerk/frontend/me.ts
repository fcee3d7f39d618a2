import { z } from "zod";
import { acceptInvitation } from "#scripts/local/clerk/directory/invitations.ts";
import { getMembership, invitationsFor, membershipsOf } from "#scripts/local/clerk/directory/lookups.ts";
import { removeMember } from "#scripts/local/clerk/directory/memberships.ts";
import { endSessionsOf } from "#scripts/local/clerk/directory/sessions.ts";
import {
  deleteUser,
  hashPassword,
  isPasswordOf,
  newEmail,
  requireFreeEmail,
  updateUser,
} from "#scripts/local/clerk/directory/users.ts";
import { ClerkError, invalidParam, notFound, parse } from "#scripts/local/clerk/http/errors.ts";
import { listParam, page, paginated } from "#scripts/local/clerk/http/http.ts";
import { removeImage, saveImage } from "#scripts/local/clerk/http/images.ts";
import { invitationJson, membershipJson } from "#scripts/local/clerk/json/organization.ts";
import { emailJson, userJson } from "#scripts/local/clerk/json/user.ts";
import { sendCode } from "#scripts/local/clerk/mail.ts";
import type { EmailAddress, User } from "#scripts/local/clerk/model.ts";
import { attemptCode, unverified } from "#scripts/local/clerk/verification.ts";
import { type FrontendCall, metadataField, requireSession } from "./call.ts";

const profileBody = z.object({
  first_name: z.string().max(256).optional(),
  last_name: z.string().max(256).optional(),
  primary_email_address_id: z.string().optional(),
  unsafe_metadata: metadataField,
});

const passwordBody = z.object({
  current_password: z.string().optional(),
  new_password: z.string(),
  sign_out_of_other_sessions: z.string().optional(),
});

const emailBody = z.object({ email_address: z.string() });
const codeBody = z.object({ code: z.string() });

export function getMe(call: FrontendCall) {
  return shown(call, requireSession(call).user);
}

export function updateMe(call: FrontendCall) {
  const { user } = requireSession(call);
  const fields = parse(profileBody, call.body);
  const primary = fields.primary_email_address_id;
  if (primary) ownEmail(user, primary);
  const changes = {
    firstName: fields.first_name === undefined ? undefined : fields.first_name || null,
    lastName: fields.last_name === undefined ? undefined : fields.last_name || null,
    primaryEmailId: primary,
    unsafeMetadata: fields.unsafe_metadata,
  };
  return shown(call, updateUser(call.clerk, user, changes));
}

export function deleteMe(call: FrontendCall) {
  const { user } = requireSession(call);
  deleteUser(call.clerk, user);
  return { object: "user", id: user.id, deleted: true };
}

export async function changePassword(call: FrontendCall) {
  const { user, session } = requireSession(call);
  const { current_password, new_password, sign_out_of_other_sessions } = parse(passwordBody, call.body);
  if (user.passwordDigest && !(await isPasswordOf(user, current_password ?? ""))) {
    const message = "Password is incorrect. Try again, or use another method.";
    throw invalidParam("current_password", message, "form_password_validation_failed");
  }
  const passwordDigest = await hashPassword(new_password, "new_password");
  updateUser(call.clerk, user, { passwordDigest, passwordUpdatedAt: Date.now() });
  if (sign_out_of_other_sessions === "true") endSessionsOf(call.clerk, user.id, "revoked", session.id);
  return shown(call, user);
}

export async function uploadPicture(call: FrontendCall) {
  const { user } = requireSession(call);
  await saveImage(call.clerk, user.id, call.body);
  updateUser(call.clerk, user, {});
  return { object: "image", id: user.id, name: "", public_url: shown(call, user).image_url };
}

export function deletePicture(call: FrontendCall) {
  const { user } = requireSession(call);
  removeImage(call.clerk, user.id);
  updateUser(call.clerk, user, {});
  return { object: "image", id: user.id, deleted: true };
}

export function addEmail(call: FrontendCall) {
  const { user } = requireSession(call);
  const address = requireFreeEmail(call.clerk, parse(emailBody, call.body).email_address);
  const email = newEmail(address, unverified());
  updateUser(call.clerk, user, { emails: [...user.emails, email] });
  return emailJson(email, Date.now());
}

export function prepareEmail(call: FrontendCall) {
  const { user } = requireSession(call);
  const email = ownEmail(user, call.params.get("id"));
  email.verification = sendCode(call.clerk, email.address);
  return emailJson(email, user.createdAt);
}

export function attemptEmail(call: FrontendCall) {
  const { user } = requireSession(call);
  const email = ownEmail(user, call.params.get("id"));
  requireFreeEmail(call.clerk, email.address);
  attemptCode(email.verification, parse(codeBody, call.body).code, email.address);
  updateUser(call.clerk, user, {});
  return emailJson(email, user.createdAt);
}

export function deleteEmail(call: FrontendCall) {
  const { user } = requireSession(call);
  const email = ownEmail(user, call.params.get("id"));
  if (email.id === user.primaryEmailId) {
    throw new ClerkError(
      400,
      "last_identification_deletion_failed",
      "Your primary address cannot be removed.",
    );
  }
  updateUser(call.clerk, user, { emails: user.emails.filter((each) => each.id !== email.id) });
  return { object: "email_address", id: email.id, deleted: true };
}

export function listOwnMemberships(call: FrontendCall) {
  const { user } = requireSession(call);
  const memberships = membershipsOf(call.clerk, { userId: user.id });
  return paginated(memberships, page(call.url.searchParams), (each) => membershipJson(call.clerk, each));
}

export function leaveOrganization(call: FrontendCall) {
  const { user } = requireSession(call);
  const membership = getMembership(call.clerk, call.params.get("organizationId"), user.id);
  removeMember(call.clerk, membership);
  return { object: "organization_membership", id: membership.id, deleted: true };
}

export function listOwnInvitations(call: FrontendCall) {
  const { user } = requireSession(call);
  const invitations = invitationsFor(call.clerk, user, listParam(call.url.searchParams, "status"));
  return paginated(invitations, page(call.url.searchParams), (each) => invitationJson(call.clerk, each));
}

export function acceptOwnInvitation(call: FrontendCall) {
  const { user } = requireSession(call);
  const id = call.params.get("id");
  const invitation = invitationsFor(call.clerk, user).find((candidate) => candidate.id === id);
  if (!invitation) throw notFound("organization invitation", id);
  acceptInvitation(call.clerk, invitation, user);
  return invitationJson(call.clerk, invitation);
}

function shown({ clerk }: FrontendCall, user: User) {
  const memberships = membershipsOf(clerk, { userId: user.id });
  const organization_memberships = memberships.map((membership) => membershipJson(clerk, membership));
  return { ...userJson(clerk, user), organization_memberships };
}

function ownEmail(user: User, id: string): EmailAddress {
  const email = user.emails.find((candidate) => candidate.id === id);
  if (!email) throw notFound("email address", id);
  return email;
}
