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
import { type FrontendCall, requireClient, requireSession } from "./call.ts";

const touchBody = z.object({ active_organization_id: z.string().optional() });
const tokenBody = z.object({ organization_id: z.string().optional() });

export function getClient(call: FrontendCall) {
  return call.client ? clientJson(call.clerk, call.client, call.origin) : null;
}

export function makeClient(call: FrontendCall) {
  return clientJson(call.clerk, requireClient(call), call.origin);
}

/** Signs out everywhere in this browser; the client stays. */
export function removeSessions(call: FrontendCall) {
  const client = requireClient(call);
  for (const session of activeSessionsOf(call.clerk, { clientId: client.id })) {
    endSession(call.clerk, session, "removed");
  }
  return clientJson(call.clerk, client, call.origin);
}

/** Makes the session the active one and sets its organization; an empty id clears it. */
export function touchSession(call: FrontendCall) {
  const session = ownActiveSession(call);
  const { active_organization_id: wanted } = parse(touchBody, call.body);
  if (wanted !== undefined)
    session.lastActiveOrganizationId = wanted ? memberOf(call, session, wanted) : null;
  session.lastActiveAt = Date.now();
  if (call.client) call.client.lastActiveSessionId = session.id;
  return sessionJson(call.clerk, session, call.origin);
}

export function createToken(call: FrontendCall): Response {
  const session = ownActiveSession(call);
  const { organization_id: wanted } = parse(tokenBody, call.body);
  const organizationId = wanted ? memberOf(call, session, wanted) : wanted === "" ? null : undefined;
  const active = activeOrganization(call.clerk, session, organizationId);
  session.lastActiveAt = Date.now();
  const jwt = call.clerk.tokens.sessionToken({ session, active, origin: call.origin });
  return json({ jwt });
}

export function endOwnSession(status: SessionStatus) {
  return (call: FrontendCall) => {
    const session = ownSession(call);
    const shown = sessionJson(call.clerk, session, call.origin);
    endSession(call.clerk, session, status);
    return { ...shown, status, last_active_token: null };
  };
}

export function getOwnSession(call: FrontendCall) {
  return sessionJson(call.clerk, ownSession(call), call.origin);
}

/** The user's own sessions in every browser, as an array. */
export function listDevices(call: FrontendCall): Response {
  const { user } = requireSession(call);
  return json(activeSessionsOf(call.clerk, { userId: user.id }).map(deviceJson));
}

export function revokeDevice(call: FrontendCall) {
  const { user } = requireSession(call);
  const session = getSession(call.clerk, call.params.get("id"));
  if (session.userId !== user.id) throw notFound("session", session.id);
  endSession(call.clerk, session, "revoked");
  return { ...sessionJson(call.clerk, session, call.origin), last_active_token: null };
}

function ownSession(call: FrontendCall): Session {
  const id = call.params.get("id");
  const session = call.clerk.state.sessions[id];
  if (!session || session.clientId !== call.client?.id) throw notFound("session", id);
  return session;
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
