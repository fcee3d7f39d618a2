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
import { removeImage, saveImage } from "#scripts/local/clerk/http/images.ts";
import { listParam, paginated } from "#scripts/local/clerk/http/lists.ts";
import { invitationJson, membershipJson } from "#scripts/local/clerk/json/organization.ts";
import { emailJson, userJson } from "#scripts/local/clerk/json/user.ts";
import { sendCode } from "#scripts/local/clerk/mail.ts";
import type { EmailAddress, User } from "#scripts/local/clerk/model.ts";
import { attemptCode, unverified } from "#scripts/local/clerk/verification.ts";
import { forUsers, metadataField, type UserCall } from "./call.ts";

const name = z
  .string()
  .max(256)
  .transform((value) => value || null)
  .optional();
const profileBody = z.object({
  first_name: name,
  last_name: name,
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

const profileRoutes = forUsers({
  "GET /v1/me": ownJson,

  "PATCH /v1/me": (call) => {
    const { primaryEmailAddressId, ...profile } = parse(profileBody, call.body);
    if (primaryEmailAddressId) getEmail(call.user, primaryEmailAddressId);
    updateUser(call.clerk, call.user, { ...profile, primaryEmailId: primaryEmailAddressId });
    return ownJson(call);
  },

  "DELETE /v1/me": ({ clerk, user }) => deleteUser(clerk, user),

  "POST /v1/me/change_password": async (call) => {
    const { clerk, user, session } = call;
    const { currentPassword = "", newPassword, signOutOfOtherSessions } = parse(passwordBody, call.body);
    if (user.passwordDigest && !(await isPasswordOf(user, currentPassword))) {
      const message = "Password is incorrect. Try again, or use another method.";
      throw invalidParam("current_password", message, "form_password_validation_failed");
    }
    const passwordDigest = await hashPassword(newPassword, "new_password");
    updateUser(clerk, user, { passwordDigest, passwordUpdatedAt: Date.now() });
    if (signOutOfOtherSessions === "true") endSessionsOf(clerk, user.id, "revoked", session.id);
    return ownJson(call);
  },

  "POST /v1/me/profile_image": async (call) => {
    const { clerk, user } = call;
    await saveImage(clerk, user.id, call.body);
    updateUser(clerk, user, {});
    return { object: "image", id: user.id, name: "", public_url: ownJson(call).image_url };
  },

  "DELETE /v1/me/profile_image": ({ clerk, user }) => {
    removeImage(clerk, user.id);
    updateUser(clerk, user, {});
    return { object: "image", id: user.id, deleted: true };
  },
});

const emailRoutes = forUsers({
  "POST /v1/me/email_addresses": ({ clerk, user, body }) => {
    const address = requireFreeEmail(clerk, parse(emailBody, body).emailAddress);
    const email = newEmail(address, unverified());
    updateUser(clerk, user, { emails: [...user.emails, email] });
    return emailJson(email, Date.now());
  },

  "POST /v1/me/email_addresses/:id/prepare_verification": ({ clerk, user, params }) => {
    const email = getEmail(user, params.get("id"));
    email.verification = sendCode(clerk, email.address);
    return emailJson(email, user.createdAt);
  },

  "POST /v1/me/email_addresses/:id/attempt_verification": ({ clerk, user, params, body }) => {
    const email = getEmail(user, params.get("id"));
    requireFreeEmail(clerk, email.address);
    attemptCode(email.verification, parse(codeBody, body).code, email.address);
    updateUser(clerk, user, {});
    return emailJson(email, user.createdAt);
  },

  "DELETE /v1/me/email_addresses/:id": ({ clerk, user, params }) => {
    const email = getEmail(user, params.get("id"));
    if (email.id === user.primaryEmailId) {
      const message = "Your primary address cannot be removed.";
      throw new ClerkError(400, "last_identification_deletion_failed", message);
    }
    updateUser(clerk, user, { emails: user.emails.filter((each) => each.id !== email.id) });
    return { object: "email_address", id: email.id, deleted: true };
  },
});

const organizationRoutes = forUsers({
  "GET /v1/me/organization_memberships": ({ clerk, user, query }) =>
    paginated(membershipsOf(clerk, { userId: user.id }), query, (each) => membershipJson(clerk, each)),

  "DELETE /v1/me/organization_memberships/:organizationId": ({ clerk, user, params }) => {
    const membership = getMembership(clerk, params.get("organizationId"), user.id);
    removeMember(clerk, membership);
    return { object: "organization_membership", id: membership.id, deleted: true };
  },

  "GET /v1/me/organization_invitations": ({ clerk, user, query }) => {
    const invitations = invitationsFor(clerk, user, listParam(query, "status"));
    return paginated(invitations, query, (each) => invitationJson(clerk, each));
  },

  "POST /v1/me/organization_invitations/:id/accept": ({ clerk, user, params }) => {
    const id = params.get("id");
    const invitation = invitationsFor(clerk, user).find((candidate) => candidate.id === id);
    if (!invitation) throw notFound("organization invitation", id);
    acceptInvitation(clerk, invitation, user);
    return invitationJson(clerk, invitation);
  },

  /** The feature is switched off. */
  "GET /v1/me/organization_suggestions": () => ({ data: [], total_count: 0 }),
});

export const meRoutes = { ...profileRoutes, ...emailRoutes, ...organizationRoutes };

function ownJson({ clerk, user }: UserCall) {
  const memberships = membershipsOf(clerk, { userId: user.id });
  const organization_memberships = memberships.map((membership) => membershipJson(clerk, membership));
  return { ...userJson(clerk, user), organization_memberships };
}

function getEmail(user: User, id: string): EmailAddress {
  const email = user.emails.find((candidate) => candidate.id === id);
  if (!email) throw notFound("email address", id);
  return email;
}
