import { z } from "zod";
import { getUser } from "#scripts/local/clerk/directory/lookups.ts";
import {
  activeOrganization,
  createClient,
  createSession,
  endSession,
  getSession,
} from "#scripts/local/clerk/directory/sessions.ts";
import { ClerkError, notFound, parse } from "#scripts/local/clerk/http/errors.ts";
import { page, paginated } from "#scripts/local/clerk/http/http.ts";

import { newId, newSecret } from "#scripts/local/clerk/ids.ts";
import { sessionBackendJson } from "#scripts/local/clerk/json/client.ts";
import type { SignInToken } from "#scripts/local/clerk/model.ts";
import type { BackendCall } from "./call.ts";

const MONTH_SECONDS = 30 * 24 * 3600;

const createBody = z.strictObject({ user_id: z.string() });
const ticketBody = z.strictObject({
  user_id: z.string(),
  expires_in_seconds: z.number().int().min(1).optional(),
});

export function listSessions({ clerk, query }: BackendCall) {
  const [userId, clientId, status] = ["user_id", "client_id", "status"].map((name) => query.get(name));
  const sessions = Object.values(clerk.state.sessions).filter(
    (session) =>
      (!userId || session.userId === userId) &&
      (!clientId || session.clientId === clientId) &&
      (!status || session.status === status),
  );
  const { limit, offset } = page(query);
  if (query.get("paginated") === "true") return paginated(sessions, { limit, offset }, sessionBackendJson);
  return sessions.slice(offset, offset + limit).map(sessionBackendJson);
}

export function getOne({ clerk, params }: BackendCall) {
  return sessionBackendJson(getSession(clerk, params.get("id")));
}

/** A session without a browser, for tests that call the application with a bearer token. */
export function createOne({ clerk, body }: BackendCall) {
  const user = getUser(clerk, parse(createBody, body).user_id);
  const session = createSession(clerk, createClient(clerk), user, { userAgent: "Backend API" });
  return sessionBackendJson(session);
}

export function revokeOne({ clerk, params }: BackendCall) {
  const session = getSession(clerk, params.get("id"));
  endSession(clerk, session, "revoked");
  return sessionBackendJson(session);
}

export function createToken({ clerk, params }: BackendCall) {
  const session = getSession(clerk, params.get("id"));
  if (session.status !== "active") throw notFound("active session", session.id);
  const active = activeOrganization(clerk, session);
  return { object: "token", jwt: clerk.tokens.sessionToken({ session, active, origin: null }) };
}

export function createSignInToken({ clerk, body }: BackendCall) {
  const input = parse(ticketBody, body);
  const user = getUser(clerk, input.user_id);
  const now = Date.now();
  const token: SignInToken = {
    id: newId("sit"),
    userId: user.id,
    token: newSecret(),
    status: "pending",
    expiresAt: now + (input.expires_in_seconds ?? MONTH_SECONDS) * 1000,
    createdAt: now,
    updatedAt: now,
  };
  clerk.state.signInTokens[token.id] = token;
  return signInTokenJson(token, clerk.settings.frontendUrl);
}

export function revokeSignInToken({ clerk, params }: BackendCall) {
  const token = clerk.state.signInTokens[params.get("id")];
  if (!token) throw notFound("sign in token", params.get("id"));
  if (token.status === "pending") token.status = "revoked";
  return signInTokenJson(token, clerk.settings.frontendUrl);
}

/** May be read several times, because every loader of a page resolves the handshake itself. */
export function handshakePayload({ clerk, query }: BackendCall) {
  const directives = clerk.handshakes.find(query.get("nonce") ?? "");
  if (!directives) throw new ClerkError(404, "resource_not_found", "This handshake nonce has expired.");
  return { directives };
}

export function createTestingToken() {
  return { object: "testing_token", token: newSecret(), expires_at: Math.floor(Date.now() / 1000) + 3600 };
}

function signInTokenJson(token: SignInToken, frontendUrl: string) {
  return {
    object: "sign_in_token" as const,
    id: token.id,
    user_id: token.userId,
    token: token.token,
    status: token.status,
    url: `${frontendUrl}/v1/tickets/accept?ticket=${token.token}`,
    created_at: token.createdAt,
    updated_at: token.updatedAt,
  };
}
