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
import { filterBy, pageOf, paginated } from "#scripts/local/clerk/http/lists.ts";
import { newId, newSecret } from "#scripts/local/clerk/ids.ts";
import { sessionBackendJson } from "#scripts/local/clerk/json/client.ts";
import type { SignInToken } from "#scripts/local/clerk/model.ts";
import type { BackendRoutes } from "./call.ts";

const MONTH_SECONDS = 30 * 24 * 3600;

const createBody = z.strictObject({ user_id: z.string() });
const ticketBody = createBody.extend({ expires_in_seconds: z.number().int().min(1).optional() });

export const sessionRoutes: BackendRoutes = {
  "GET /v1/jwks": ({ clerk }) => clerk.tokens.jwks(),

  /** May be read several times, because every loader of a page resolves the handshake itself. */
  "GET /v1/clients/handshake_payload": ({ clerk, query }) => {
    const directives = clerk.handshakes.find(query.get("nonce") ?? "");
    if (directives) return { directives };
    throw new ClerkError(404, "resource_not_found", "This handshake nonce has expired.");
  },

  "POST /v1/testing_tokens": () => {
    const expires_at = Math.floor(Date.now() / 1000) + 3600;
    return { object: "testing_token", token: newSecret(), expires_at };
  },

  "GET /v1/sessions": ({ clerk, query }) => {
    const [isUser, isClient, isStatus] = ["user_id", "client_id", "status"].map((name) =>
      filterBy(query, name),
    );
    const sessions = Object.values(clerk.state.sessions).filter(
      ({ userId, clientId, status }) => isUser?.(userId) && isClient?.(clientId) && isStatus?.(status),
    );
    if (query.get("paginated") === "true") return paginated(sessions, query, sessionBackendJson);
    return pageOf(sessions, query).map(sessionBackendJson);
  },

  /** A session without a browser, for tests that call the application with a bearer token. */
  "POST /v1/sessions": ({ clerk, body }) => {
    const user = getUser(clerk, parse(createBody, body).userId);
    return sessionBackendJson(createSession(clerk, createClient(clerk), user, { userAgent: "Backend API" }));
  },

  "GET /v1/sessions/:id": ({ clerk, params }) => sessionBackendJson(getSession(clerk, params.get("id"))),

  "POST /v1/sessions/:id/revoke": ({ clerk, params }) => {
    const session = getSession(clerk, params.get("id"));
    endSession(clerk, session, "revoked");
    return sessionBackendJson(session);
  },

  "POST /v1/sessions/:id/tokens": ({ clerk, params }) => {
    const session = getSession(clerk, params.get("id"));
    if (session.status !== "active") throw notFound("active session", session.id);
    const active = activeOrganization(clerk, session);
    return { object: "token", jwt: clerk.tokens.sessionToken({ session, active, origin: null }) };
  },

  "POST /v1/sign_in_tokens": ({ clerk, body }) => {
    const { userId, expiresInSeconds = MONTH_SECONDS } = parse(ticketBody, body);
    const now = Date.now();
    const token: SignInToken = {
      id: newId("sit"),
      userId: getUser(clerk, userId).id,
      token: newSecret(),
      status: "pending",
      expiresAt: now + expiresInSeconds * 1000,
      createdAt: now,
      updatedAt: now,
    };
    clerk.state.signInTokens[token.id] = token;
    return signInTokenJson(token, clerk.settings.frontendUrl);
  },

  "POST /v1/sign_in_tokens/:id/revoke": ({ clerk, params }) => {
    const token = clerk.state.signInTokens[params.get("id")];
    if (!token) throw notFound("sign in token", params.get("id"));
    if (token.status === "pending") token.status = "revoked";
    return signInTokenJson(token, clerk.settings.frontendUrl);
  },
};

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
