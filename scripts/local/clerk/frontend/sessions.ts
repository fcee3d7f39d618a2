import { z } from "zod";
import { getOrganizationByIdOrSlug } from "#scripts/local/clerk/directory/lookups.ts";
import {
  activeOrganization,
  activeSessionsOf,
  endSession,
  getSession,
} from "#scripts/local/clerk/directory/sessions.ts";
import { ClerkError, notFound, parse } from "#scripts/local/clerk/http/errors.ts";
import { json } from "#scripts/local/clerk/http/http.ts";
import { clientJson, deviceJson, sessionJson } from "#scripts/local/clerk/json/client.ts";
import type { Session, SessionStatus } from "#scripts/local/clerk/model.ts";
import { type FrontendCall, type FrontendRoutes, forUsers, getOwn, requireClient } from "./call.ts";

const touchBody = z.object({ active_organization_id: z.string().optional() });
const tokenBody = z.object({ organization_id: z.string().optional() });

export const sessionRoutes: FrontendRoutes = {
  "GET /v1/client": ({ clerk, client, origin }) => (client ? clientJson(clerk, client, origin) : null),
  "PUT /v1/client": createClient,
  "POST /v1/client": createClient,
  "DELETE /v1/client": removeSessions,
  "DELETE /v1/client/sessions": removeSessions,

  "GET /v1/client/sessions/:id": (call) => sessionJson(call.clerk, ownSession(call), call.origin),

  /** Makes the session the active one and sets its organization; an empty id clears it. */
  "POST /v1/client/sessions/:id/touch": (call) => {
    const session = ownActiveSession(call);
    const { activeOrganizationId: id } = parse(touchBody, call.body);
    if (id !== undefined) session.lastActiveOrganizationId = id ? memberOf(call, session, id) : null;
    session.lastActiveAt = Date.now();
    if (call.client) call.client.lastActiveSessionId = session.id;
    return sessionJson(call.clerk, session, call.origin);
  },

  "POST /v1/client/sessions/:id/tokens": (call) => {
    const session = ownActiveSession(call);
    const { organizationId: key } = parse(tokenBody, call.body);
    const organizationId = key ? memberOf(call, session, key) : key === "" ? null : undefined;
    const active = activeOrganization(call.clerk, session, organizationId);
    session.lastActiveAt = Date.now();
    return json({ jwt: call.clerk.tokens.sessionToken({ session, active, origin: call.origin }) });
  },

  "POST /v1/client/sessions/:id/end": (call) => end(call, ownSession(call), "ended"),
  "POST /v1/client/sessions/:id/remove": (call) => end(call, ownSession(call), "removed"),

  ...forUsers({
    /** The user's own sessions in every browser, as an array. */
    "GET /v1/me/sessions/active": ({ clerk, user }) =>
      json(activeSessionsOf(clerk, { userId: user.id }).map(deviceJson)),

    "POST /v1/me/sessions/:id/revoke": (call) => {
      const session = getSession(call.clerk, call.params.get("id"));
      if (session.userId !== call.user.id) throw notFound("session", session.id);
      return end(call, session, "revoked");
    },
  }),
};

function createClient(call: FrontendCall) {
  return clientJson(call.clerk, requireClient(call), call.origin);
}

/** Signs out everywhere in this browser; the client stays. */
function removeSessions(call: FrontendCall) {
  const { id: clientId } = requireClient(call);
  for (const session of activeSessionsOf(call.clerk, { clientId })) end(call, session, "removed");
  return createClient(call);
}

function end({ clerk, origin }: FrontendCall, session: Session, status: SessionStatus) {
  endSession(clerk, session, status);
  return { ...sessionJson(clerk, session, origin), status, last_active_token: null };
}

function ownSession(call: FrontendCall): Session {
  return getOwn(call, "session", call.clerk.state.sessions);
}

function ownActiveSession(call: FrontendCall): Session {
  const session = ownSession(call);
  if (session.status === "active" && session.expireAt > Date.now()) return session;
  throw new ClerkError(401, "authentication_invalid", "This session is over.");
}

/** Resolves an id or slug to an organization that the session's user belongs to. */
function memberOf({ clerk }: FrontendCall, session: Session, key: string): string {
  const { id } = getOrganizationByIdOrSlug(clerk, key);
  if (activeOrganization(clerk, session, id)) return id;
  const message = "The organization doesn't exist or you're not a member of it.";
  throw new ClerkError(404, "organization_not_found_or_unauthorized", message);
}
