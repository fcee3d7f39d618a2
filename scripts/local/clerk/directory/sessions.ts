import { notFound } from "#scripts/local/clerk/http/errors.ts";
import { newId, newSecret } from "#scripts/local/clerk/ids.ts";
import type {
  Client,
  Membership,
  Organization,
  Session,
  SessionStatus,
  User,
  WithState,
} from "#scripts/local/clerk/model.ts";

const SESSION_LIFE_MS = 7 * 24 * 3600_000;

export function createClient(clerk: WithState): Client {
  const now = Date.now();
  const client: Client = {
    id: newId("client"),
    token: newSecret(),
    signInId: null,
    signUpId: null,
    lastActiveSessionId: null,
    lastStrategy: null,
    createdAt: now,
    updatedAt: now,
  };
  clerk.state.clients[client.id] = client;
  return client;
}

export function findClient(clerk: WithState, token: string | undefined): Client | undefined {
  return Object.values(clerk.state.clients).find((client) => client.token === token);
}

/** Signs the user in on the client, in the organization of their last session. */
export function createSession(
  clerk: WithState,
  client: Client,
  user: User,
  { userAgent, organizationId }: { userAgent: string; organizationId?: string | null },
): Session {
  const now = Date.now();
  const session: Session = {
    id: newId("sess"),
    clientId: client.id,
    userId: user.id,
    status: "active",
    lastActiveOrganizationId: organizationId ?? lastOrganizationOf(clerk, user),
    userAgent,
    verifiedAt: now,
    lastActiveAt: now,
    expireAt: now + SESSION_LIFE_MS,
    createdAt: now,
    updatedAt: now,
  };
  clerk.state.sessions[session.id] = session;
  client.lastActiveSessionId = session.id;
  client.updatedAt = now;
  user.lastSignInAt = now;
  user.lastActiveAt = now;
  return session;
}

export function getSession(clerk: WithState, id: string): Session {
  const session = clerk.state.sessions[id];
  if (!session) throw notFound("session", id);
  return session;
}

export function activeSessionsOf(
  clerk: WithState,
  owner: { clientId: string } | { userId: string },
): Session[] {
  const now = Date.now();
  return Object.values(clerk.state.sessions).filter((session) => {
    const owned = "clientId" in owner ? session.clientId === owner.clientId : session.userId === owner.userId;
    return owned && session.status === "active" && session.expireAt > now;
  });
}

export function endSession(clerk: WithState, session: Session, status: SessionStatus): void {
  if (session.status !== "active") return;
  session.status = status;
  session.updatedAt = Date.now();
  const client = clerk.state.clients[session.clientId];
  if (!client) return;
  client.updatedAt = session.updatedAt;
  if (client.lastActiveSessionId === session.id) client.lastActiveSessionId = null;
}

export function endSessionsOf(
  clerk: WithState,
  userId: string,
  status: SessionStatus,
  except?: string,
): void {
  for (const session of activeSessionsOf(clerk, { userId })) {
    if (session.id !== except) endSession(clerk, session, status);
  }
}

/** The session's organization, if its user still belongs to it. */
export function activeOrganization(
  clerk: WithState,
  session: Session,
  organizationId = session.lastActiveOrganizationId,
): { membership: Membership; organization: Organization } | null {
  const organization = organizationId ? clerk.state.organizations[organizationId] : undefined;
  const membership = Object.values(clerk.state.memberships).find(
    (candidate) => candidate.userId === session.userId && candidate.organizationId === organizationId,
  );
  return organization && membership ? { membership, organization } : null;
}

function lastOrganizationOf(clerk: WithState, user: User): string | null {
  const sessions = Object.values(clerk.state.sessions).filter((session) => session.userId === user.id);
  const last = sessions.sort((a, b) => b.lastActiveAt - a.lastActiveAt)[0];
  return last && activeOrganization(clerk, last) ? last.lastActiveOrganizationId : null;
}
