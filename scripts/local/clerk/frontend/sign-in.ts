import { z } from "zod";
import { findUserByEmail, getUser } from "#scripts/local/clerk/directory/lookups.ts";
import { createSession, endSessionsOf } from "#scripts/local/clerk/directory/sessions.ts";
import { hashPassword, isPasswordOf, updateUser } from "#scripts/local/clerk/directory/users.ts";
import { ClerkError, invalidParam, notFound, parse } from "#scripts/local/clerk/http/errors.ts";
import { newId } from "#scripts/local/clerk/ids.ts";
import { signInJson } from "#scripts/local/clerk/json/sign-in.ts";
import { sendCode } from "#scripts/local/clerk/mail.ts";
import type { SignIn, User } from "#scripts/local/clerk/model.ts";
import { attemptCode, verifiedBy } from "#scripts/local/clerk/verification.ts";
import { type FrontendCall, requireClient, requireSignedOut } from "./call.ts";
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
  password: z.string().optional(),
  code: z.string().optional(),
});

const resetBody = z.object({ password: z.string(), sign_out_of_other_sessions: z.string().optional() });

export async function createSignIn(call: FrontendCall) {
  requireSignedOut(call);
  const { identifier, password, strategy, ticket } = parse(createBody, call.body);
  const signIn = newSignIn(call);
  if (ticket) return signInByTicket(call, signIn, ticket);
  if (identifier === undefined) return signInJson(call.clerk, signIn);
  const user = findUserByEmail(call.clerk, identifier);
  if (!user) throw invalidParam("identifier", "Couldn't find your account.", "form_identifier_not_found");
  Object.assign(signIn, { identifier, userId: user.id, status: "needs_first_factor" });
  if (password) await attemptPassword(call, signIn, user, password);
  else if (strategy === "email_code") prepareCode(call, signIn, user, strategy);
  return signInJson(call.clerk, signIn);
}

export function getSignIn(call: FrontendCall) {
  return signInJson(call.clerk, ownSignIn(call));
}

export function prepareFirstFactor(call: FrontendCall) {
  const { strategy, email_address_id } = parse(prepareBody, call.body);
  const signIn = ownSignIn(call);
  const user = userOf(call, signIn);
  if (strategy !== "email_code" && strategy !== RESET) throw strategyError(strategy);
  prepareCode(call, signIn, user, strategy, email_address_id);
  return signInJson(call.clerk, signIn);
}

export async function attemptFirstFactor(call: FrontendCall) {
  const { strategy, password, code } = parse(attemptBody, call.body);
  const signIn = ownSignIn(call);
  const user = userOf(call, signIn);
  if (strategy === "password") {
    await attemptPassword(call, signIn, user, password ?? "");
  } else if (strategy === "email_code" || strategy === RESET) {
    attemptCode(signIn.firstFactor, code ?? "", signIn.identifier ?? "");
    if (strategy === RESET) signIn.status = "needs_new_password";
    else complete(call, signIn, user);
  } else {
    throw strategyError(strategy);
  }
  return signInJson(call.clerk, signIn);
}

export async function resetPassword(call: FrontendCall) {
  const { password, sign_out_of_other_sessions } = parse(resetBody, call.body);
  const signIn = ownSignIn(call);
  if (signIn.status !== "needs_new_password") {
    throw new ClerkError(400, "sign_in_not_ready", "Confirm the code before you choose a new password.");
  }
  const passwordDigest = await hashPassword(password);
  const user = updateUser(call.clerk, userOf(call, signIn), {
    passwordDigest,
    passwordUpdatedAt: Date.now(),
  });
  if (sign_out_of_other_sessions === "true") endSessionsOf(call.clerk, user.id, "revoked");
  complete(call, signIn, user);
  return signInJson(call.clerk, signIn);
}

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
  const id = call.params.get("id");
  const signIn = call.clerk.state.signIns[id];
  if (!signIn || signIn.clientId !== call.client?.id) throw notFound("sign in", id);
  return signIn;
}

function userOf(call: FrontendCall, signIn: SignIn): User {
  if (!signIn.userId) throw new ClerkError(400, "sign_in_not_ready", "This sign-in has no identifier yet.");
  return getUser(call.clerk, signIn.userId);
}

function signInByTicket(call: FrontendCall, signIn: SignIn, ticket: string) {
  const { user, organizationId } = redeemForSignIn(call.clerk, ticket);
  signIn.identifier = user.emails[0]?.address ?? null;
  signIn.userId = user.id;
  signIn.firstFactor = verifiedBy("ticket");
  complete(call, signIn, user, organizationId);
  return signInJson(call.clerk, signIn);
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
  return invalidParam(
    "strategy",
    `${strategy} does not match one of the allowed values.`,
    "form_param_value_invalid",
  );
}
