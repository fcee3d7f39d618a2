import { z } from "zod";
import { findUserByEmail, getUser } from "#scripts/local/clerk/directory/lookups.ts";
import { createSession, endSessionsOf } from "#scripts/local/clerk/directory/sessions.ts";
import { hashPassword, isPasswordOf, updateUser } from "#scripts/local/clerk/directory/users.ts";
import { ClerkError, invalidParam, parse } from "#scripts/local/clerk/http/errors.ts";
import { newId } from "#scripts/local/clerk/ids.ts";
import { signInJson } from "#scripts/local/clerk/json/sign-in.ts";
import { sendCode } from "#scripts/local/clerk/mail.ts";
import type { SignIn, User } from "#scripts/local/clerk/model.ts";
import { attemptCode, verifiedBy } from "#scripts/local/clerk/verification.ts";
import { type FrontendCall, type FrontendRoutes, getOwn, requireClient, requireSignedOut } from "./call.ts";
import { redeemForSignIn } from "./tickets.ts";

const RESET = "reset_password_email_code";

const createBody = z.object({
  identifier: z.string().optional(),
  password: z.string().optional(),
  strategy: z.string().optional(),
  ticket: z.string().optional(),
});
const prepareBody = z.object({ strategy: z.string(), email_address_id: z.string().optional() });
const attemptBody = z.object({
  strategy: z.string(),
  password: z.string().default(""),
  code: z.string().default(""),
});
const resetBody = z.object({ password: z.string(), sign_out_of_other_sessions: z.string().optional() });

export const signInRoutes: FrontendRoutes = {
  "POST /v1/client/sign_ins": async (call) => {
    requireSignedOut(call);
    const { identifier, password, strategy, ticket } = parse(createBody, call.body);
    const signIn = newSignIn(call);
    if (ticket) signInByTicket(call, signIn, ticket);
    else if (identifier !== undefined) {
      const user = findUserByEmail(call.clerk, identifier);
      if (!user) throw invalidParam("identifier", "Couldn't find your account.", "form_identifier_not_found");
      Object.assign(signIn, { identifier, userId: user.id, status: "needs_first_factor" });
      if (password) await attemptPassword(call, signIn, user, password);
      else if (strategy === "email_code") prepareCode(call, signIn, user, strategy);
    }
    return signInJson(call.clerk, signIn);
  },

  "GET /v1/client/sign_ins/:id": (call) => signInJson(call.clerk, ownSignIn(call)),

  "POST /v1/client/sign_ins/:id/prepare_first_factor": (call) => {
    const { strategy, emailAddressId } = parse(prepareBody, call.body);
    const signIn = ownSignIn(call);
    const user = userOf(call, signIn);
    if (strategy !== "email_code" && strategy !== RESET) throw strategyError(strategy);
    prepareCode(call, signIn, user, strategy, emailAddressId);
    return signInJson(call.clerk, signIn);
  },

  "POST /v1/client/sign_ins/:id/attempt_first_factor": async (call) => {
    const { strategy, password, code } = parse(attemptBody, call.body);
    const signIn = ownSignIn(call);
    const user = userOf(call, signIn);
    if (strategy === "password") {
      await attemptPassword(call, signIn, user, password);
    } else if (strategy === "email_code" || strategy === RESET) {
      attemptCode(signIn.firstFactor, code, signIn.identifier ?? "");
      if (strategy === RESET) signIn.status = "needs_new_password";
      else complete(call, signIn, user);
    } else {
      throw strategyError(strategy);
    }
    return signInJson(call.clerk, signIn);
  },

  "POST /v1/client/sign_ins/:id/reset_password": async (call) => {
    const { password, signOutOfOtherSessions } = parse(resetBody, call.body);
    const signIn = ownSignIn(call);
    if (signIn.status !== "needs_new_password") {
      throw new ClerkError(400, "sign_in_not_ready", "Confirm the code before you choose a new password.");
    }
    const user = userOf(call, signIn);
    const passwordDigest = await hashPassword(password);
    updateUser(call.clerk, user, { passwordDigest, passwordUpdatedAt: Date.now() });
    if (signOutOfOtherSessions === "true") endSessionsOf(call.clerk, user.id, "revoked");
    complete(call, signIn, user);
    return signInJson(call.clerk, signIn);
  },
};

function newSignIn(call: FrontendCall): SignIn {
  const client = requireClient(call);
  const { signIns } = call.clerk.state;
  if (client.signInId) delete signIns[client.signInId];
  const signIn: SignIn = {
    id: newId("sia"),
    clientId: client.id,
    status: "needs_identifier",
    identifier: null,
    userId: null,
    firstFactor: null,
    createdSessionId: null,
    createdAt: Date.now(),
  };
  signIns[signIn.id] = signIn;
  client.signInId = signIn.id;
  return signIn;
}

function ownSignIn(call: FrontendCall): SignIn {
  return getOwn(call, "sign in", call.clerk.state.signIns);
}

function userOf(call: FrontendCall, signIn: SignIn): User {
  if (!signIn.userId) throw new ClerkError(400, "sign_in_not_ready", "This sign-in has no identifier yet.");
  return getUser(call.clerk, signIn.userId);
}

function signInByTicket(call: FrontendCall, signIn: SignIn, ticket: string): void {
  const { user, organizationId } = redeemForSignIn(call.clerk, ticket);
  signIn.identifier = user.emails[0]?.address ?? null;
  signIn.userId = user.id;
  signIn.firstFactor = verifiedBy("ticket");
  complete(call, signIn, user, organizationId);
}

function prepareCode(
  call: FrontendCall,
  signIn: SignIn,
  user: User,
  strategy: string,
  emailId?: string,
): void {
  const email = user.emails.find((candidate) => candidate.id === emailId) ?? user.emails[0];
  if (!email) throw new ClerkError(400, "strategy_for_user_invalid", "This account has no e-mail address.");
  signIn.firstFactor = sendCode(call.clerk, email.address, strategy);
}

async function attemptPassword(
  call: FrontendCall,
  signIn: SignIn,
  user: User,
  password: string,
): Promise<void> {
  if (!(await isPasswordOf(user, password))) {
    const message = "Password is incorrect. Try again, or use another method.";
    throw invalidParam("password", message, "form_password_incorrect");
  }
  signIn.firstFactor = verifiedBy("password");
  complete(call, signIn, user);
}

function complete(call: FrontendCall, signIn: SignIn, user: User, organizationId?: string | null): void {
  const client = requireClient(call);
  const session = createSession(call.clerk, client, user, { userAgent: call.userAgent, organizationId });
  signIn.status = "complete";
  signIn.createdSessionId = session.id;
  client.lastStrategy = signIn.firstFactor?.strategy ?? null;
  client.signUpId = null;
}

function strategyError(strategy: string): ClerkError {
  const message = `${strategy} does not match one of the allowed values.`;
  return invalidParam("strategy", message, "form_param_value_invalid");
}
