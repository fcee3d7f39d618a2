import { z } from "zod";
import type { Clerk } from "#scripts/local/clerk/clerk.ts";
import { getUser } from "#scripts/local/clerk/directory/lookups.ts";
import { activeSessionsOf, createClient } from "#scripts/local/clerk/directory/sessions.ts";
import { clientCookie } from "#scripts/local/clerk/http/cookies.ts";
import { ClerkError, notFound } from "#scripts/local/clerk/http/errors.ts";
import type { Params, Routes } from "#scripts/local/clerk/http/router.ts";
import type { Client, Session, User } from "#scripts/local/clerk/model.ts";

/** One request to the Frontend API. */
export type FrontendCall = {
  clerk: Clerk;
  request: Request;
  url: URL;
  query: URLSearchParams;
  params: Params;
  body: unknown;
  /** The origin of the requesting page: the `azp` claim of its tokens. */
  origin: string | null;
  userAgent: string;
  client: Client | null;
  /** Set-Cookie lines of the answer. */
  cookies: string[];
};

/** Each handler returns the resource, to be sent in an envelope with the client, or a whole Response. */
export type FrontendRoutes<Call = FrontendCall> = Routes<(call: Call) => unknown>;

/** A call with a valid session. */
export type UserCall = FrontendCall & { session: Session; user: User };

/** Routes that answer 401 without a valid session. */
export function forUsers(routes: FrontendRoutes<UserCall>): FrontendRoutes {
  return extended(routes, (call) => ({ ...call, ...requireSession(call) }));
}

/** Routes whose handlers need more than the call; `extend` adds it, or throws. */
export function extended<From, To>(
  routes: FrontendRoutes<To>,
  extend: (call: From) => To,
): FrontendRoutes<From> {
  const handlers = Object.entries(routes).map(([name, handler]) => [
    name,
    (call: From) => handler(extend(call)),
  ]);
  return Object.fromEntries(handlers);
}

/** clerk-js sends objects as JSON inside the form. */
export const metadataField = z.preprocess((value) => {
  try {
    return typeof value === "string" ? JSON.parse(value) : value;
  } catch {
    return value;
  }
}, z.record(z.string(), z.unknown()).optional());

export function requireClient(call: FrontendCall): Client {
  if (!call.client) {
    call.client = createClient(call.clerk);
    call.cookies.push(clientCookie(call.client));
  }
  return call.client;
}

/** The session, sign-in or sign-up in the path, if it belongs to this browser. */
export function getOwn<T extends { clientId: string }>(
  { params, client }: FrontendCall,
  kind: string,
  records: Record<string, T>,
): T {
  const record = records[params.get("id")];
  if (!record || record.clientId !== client?.id) throw notFound(kind, params.get("id"));
  return record;
}

/** The session named in the query by clerk-js, or the client's last active one. */
function requireSession(call: FrontendCall): { session: Session; user: User } {
  const sessions = call.client ? activeSessionsOf(call.clerk, { clientId: call.client.id }) : [];
  const wanted = call.query.get("_clerk_session_id") ?? call.client?.lastActiveSessionId;
  const session = sessions.find((candidate) => candidate.id === wanted);
  if (!session) throw new ClerkError(401, "authentication_invalid", "You need an active session to do this.");
  return { session, user: getUser(call.clerk, session.userId) };
}

export function requireSignedOut(call: FrontendCall): void {
  if (!call.client || activeSessionsOf(call.clerk, { clientId: call.client.id }).length === 0) return;
  const message =
    "You're currently in single session mode. You can only be signed into one account at a time.";
  throw new ClerkError(400, "session_exists", message);
}
