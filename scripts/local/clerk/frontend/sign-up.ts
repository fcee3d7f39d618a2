import { z } from "zod";
import { acceptInvitation } from "#scripts/local/clerk/directory/invitations.ts";
import { createSession } from "#scripts/local/clerk/directory/sessions.ts";
import { createUser, hashPassword, requireFreeEmail } from "#scripts/local/clerk/directory/users.ts";
import { ClerkError, parse } from "#scripts/local/clerk/http/errors.ts";
import { newId } from "#scripts/local/clerk/ids.ts";
import { missingFields, signUpJson } from "#scripts/local/clerk/json/sign-in.ts";
import { sendCode } from "#scripts/local/clerk/mail.ts";
import type { SignUp } from "#scripts/local/clerk/model.ts";
import { attemptCode, verifiedBy } from "#scripts/local/clerk/verification.ts";
import {
  type FrontendCall,
  type FrontendRoutes,
  getOwn,
  metadataField,
  requireClient,
  requireSignedOut,
} from "./call.ts";
import { invitationForSignUp } from "./tickets.ts";

const fieldsBody = z.object({
  email_address: z.string().optional(),
  password: z.string().optional(),
  first_name: z.string().max(256).optional(),
  last_name: z.string().max(256).optional(),
  unsafe_metadata: metadataField,
  ticket: z.string().optional(),
});

const attemptBody = z.object({ strategy: z.string(), code: z.string() });

export const signUpRoutes: FrontendRoutes = {
  "POST /v1/client/sign_ups": async (call) => {
    requireSignedOut(call);
    const fields = parse(fieldsBody, call.body);
    const signUp = newSignUp(call);
    try {
      if (fields.ticket) takeInvitation(call, signUp, fields.ticket);
      await fill(call, signUp, fields);
    } catch (error) {
      discard(call, signUp);
      throw error;
    }
    return proceed(call, signUp);
  },

  "GET /v1/client/sign_ups/:id": (call) => signUpJson(ownSignUp(call)),

  "PATCH /v1/client/sign_ups/:id": async (call) => {
    const signUp = ownSignUp(call);
    await fill(call, signUp, parse(fieldsBody, call.body));
    return proceed(call, signUp);
  },

  "POST /v1/client/sign_ups/:id/prepare_verification": (call) => {
    const signUp = ownSignUp(call);
    if (!signUp.emailAddress) {
      throw new ClerkError(400, "sign_up_missing_email", "This sign-up has no e-mail address yet.");
    }
    if (signUp.emailVerification?.status !== "verified") {
      signUp.emailVerification = sendCode(call.clerk, signUp.emailAddress);
    }
    return signUpJson(signUp);
  },

  "POST /v1/client/sign_ups/:id/attempt_verification": (call) => {
    const signUp = ownSignUp(call);
    attemptCode(signUp.emailVerification, parse(attemptBody, call.body).code, signUp.emailAddress ?? "");
    return proceed(call, signUp);
  },
};

function newSignUp(call: FrontendCall): SignUp {
  const client = requireClient(call);
  const { signUps } = call.clerk.state;
  if (client.signUpId) delete signUps[client.signUpId];
  const signUp: SignUp = {
    id: newId("sua"),
    clientId: client.id,
    status: "missing_requirements",
    emailAddress: null,
    firstName: null,
    lastName: null,
    passwordDigest: null,
    unsafeMetadata: {},
    emailVerification: null,
    invitationId: null,
    createdSessionId: null,
    createdUserId: null,
    createdAt: Date.now(),
  };
  signUps[signUp.id] = signUp;
  client.signUpId = signUp.id;
  return signUp;
}

function ownSignUp(call: FrontendCall): SignUp {
  return getOwn(call, "sign up", call.clerk.state.signUps);
}

function discard(call: FrontendCall, signUp: SignUp): void {
  delete call.clerk.state.signUps[signUp.id];
  if (call.client) call.client.signUpId = null;
}

/** The ticket was sent by mail, so it proves the address. */
function takeInvitation(call: FrontendCall, signUp: SignUp, ticket: string): void {
  const invitation = invitationForSignUp(call.clerk, ticket);
  signUp.emailAddress = requireFreeEmail(call.clerk, invitation.emailAddress);
  signUp.emailVerification = verifiedBy("ticket");
  signUp.invitationId = invitation.id;
}

type Fields = ReturnType<typeof parse<typeof fieldsBody>>;

async function fill(call: FrontendCall, signUp: SignUp, fields: Fields): Promise<void> {
  const { emailAddress, password, firstName, lastName, unsafeMetadata } = fields;
  if (emailAddress && emailAddress !== signUp.emailAddress && !signUp.invitationId) {
    signUp.emailAddress = requireFreeEmail(call.clerk, emailAddress);
    signUp.emailVerification = null;
  }
  if (password) signUp.passwordDigest = await hashPassword(password);
  if (firstName !== undefined) signUp.firstName = firstName || null;
  if (lastName !== undefined) signUp.lastName = lastName || null;
  if (unsafeMetadata) signUp.unsafeMetadata = unsafeMetadata;
}

/** Creates the user as soon as nothing is missing. */
function proceed(call: FrontendCall, signUp: SignUp) {
  const verified = signUp.emailVerification?.status === "verified";
  if (signUp.status === "complete" || !verified || missingFields(signUp).length > 0)
    return signUpJson(signUp);
  const { clerk } = call;
  const client = requireClient(call);
  const strategy = signUp.emailVerification?.strategy;
  const user = createUser(clerk, { ...signUp, emails: [signUp.emailAddress ?? ""], verifiedBy: strategy });
  const invitation = signUp.invitationId ? clerk.state.invitations[signUp.invitationId] : undefined;
  const membership = invitation ? acceptInvitation(clerk, invitation, user) : null;
  const organizationId = membership?.organizationId ?? null;
  const session = createSession(clerk, client, user, { userAgent: call.userAgent, organizationId });
  signUp.status = "complete";
  signUp.createdUserId = user.id;
  signUp.createdSessionId = session.id;
  client.lastStrategy = signUp.emailVerification?.strategy ?? null;
  client.signInId = null;
  return signUpJson(signUp);
}
