import type { Clerk } from "#scripts/local/clerk/clerk.ts";
import { getUser, membershipsOf } from "#scripts/local/clerk/directory/lookups.ts";
import { activeOrganization, activeSessionsOf } from "#scripts/local/clerk/directory/sessions.ts";
import type { Client, Session } from "#scripts/local/clerk/model.ts";
import { membershipJson } from "./organization.ts";
import { signInJson, signUpJson } from "./sign-in.ts";
import { publicUserJson, userJson } from "./user.ts";

/** The client as clerk-js stores it; each session includes a fresh token for the requesting page. */
export function clientJson(clerk: Clerk, client: Client, origin: string | null) {
  const signIn = client.signInId ? clerk.state.signIns[client.signInId] : undefined;
  const signUp = client.signUpId ? clerk.state.signUps[client.signUpId] : undefined;
  const sessions = activeSessionsOf(clerk, { clientId: client.id });
  return {
    object: "client" as const,
    id: client.id,
    sessions: sessions.map((session) => sessionJson(clerk, session, origin)),
    sign_in: signIn ? signInJson(clerk, signIn) : null,
    sign_up: signUp ? signUpJson(signUp) : null,
    last_active_session_id: client.lastActiveSessionId,
    last_authentication_strategy: client.lastStrategy,
    captcha_bypass: true,
    cookie_expires_at: null,
    created_at: client.createdAt,
    updated_at: client.updatedAt,
  };
}

export function sessionJson(clerk: Clerk, session: Session, origin: string | null) {
  const user = getUser(clerk, session.userId);
  const active = activeOrganization(clerk, session);
  const memberships = membershipsOf(clerk, { userId: user.id });
  return {
    ...bareSessionJson(session),
    last_active_token: { object: "token", jwt: clerk.tokens.sessionToken({ session, active, origin }) },
    actor: null,
    last_active_organization_id: session.lastActiveOrganizationId,
    created_at: session.createdAt,
    updated_at: session.updatedAt,
    user: {
      ...userJson(clerk, user),
      organization_memberships: memberships.map((membership) => membershipJson(clerk, membership)),
    },
    public_user_data: publicUserJson(clerk, user),
    factor_verification_age: [Math.floor((Date.now() - session.verifiedAt) / 60_000), -1],
  };
}

/** As the Backend API shows it. */
export function sessionBackendJson(session: Session) {
  return {
    ...bareSessionJson(session),
    client_id: session.clientId,
    user_id: session.userId,
    actor: null,
    latest_activity: activityJson(session),
    last_active_organization_id: session.lastActiveOrganizationId,
    created_at: session.createdAt,
    updated_at: session.updatedAt,
  };
}

/** As the list of the user's own devices shows it. */
export function deviceJson(session: Session) {
  return { ...bareSessionJson(session), actor: null, latest_activity: activityJson(session) };
}

function bareSessionJson(session: Session) {
  return {
    object: "session" as const,
    id: session.id,
    status: session.status,
    last_active_at: session.lastActiveAt,
    expire_at: session.expireAt,
    abandon_at: session.expireAt + 23 * 24 * 3600_000,
  };
}

export function activityJson({ id, userAgent }: Session) {
  const [browser, version] = /(Firefox|Edg|Chrome|Safari)\/(\d+)/.exec(userAgent)?.slice(1) ?? [];
  const system = /(Windows|Macintosh|Android|iPhone|Linux)/.exec(userAgent)?.[1];
  return {
    object: "session_activity",
    id: id.replace("sess_", "sess_activity_"),
    browser_name: browser ?? "Unknown browser",
    browser_version: version ?? "",
    device_type: system ?? "Unknown device",
    is_mobile: /Mobile/.test(userAgent),
    ip_address: "127.0.0.1",
    city: "this machine",
    country: "",
  };
}
