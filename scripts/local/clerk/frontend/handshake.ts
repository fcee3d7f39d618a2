import { findMembership } from "#scripts/local/clerk/directory/lookups.ts";
import { activeOrganization, activeSessionsOf } from "#scripts/local/clerk/directory/sessions.ts";
import { cookie, cookieDomain, sessionCookies, uatCookies } from "#scripts/local/clerk/http/cookies.ts";
import { ClerkError } from "#scripts/local/clerk/http/errors.ts";
import { isOwnUrl } from "#scripts/local/clerk/http/origin.ts";
import type { Session } from "#scripts/local/clerk/model.ts";
import type { FrontendCall } from "./call.ts";
import { NONCE_LIFE_SECONDS } from "./handshake-nonces.ts";

const NONCE_COOKIE = "__clerk_handshake_nonce";

/**
 * A subdomain redirects a browser it does not know here. The browser returns with a nonce, which the application exchanges
 * at the Backend API for the cookies to set on its own host.
 */
export function handshake(call: FrontendCall): Response {
  const { clerk, client, url } = call;
  const target = url.searchParams.get("redirect_url") ?? "";
  if (!URL.canParse(target) || !isOwnUrl(clerk, target)) {
    throw new ClerkError(
      400,
      "redirect_url_invalid",
      "redirect_url must be on the application's own domain.",
    );
  }
  const domain = cookieDomain(clerk);
  const nonce = clerk.handshakes.add([
    ...uatCookies(clerk, client),
    ...sessionCookies(clerk, tokenFor(call, new URL(target).origin)),
    cookie(NONCE_COOKIE, "", { maxAge: 0, domain, httpOnly: true }),
  ]);
  call.cookies.push(...uatCookies(clerk, client));
  call.cookies.push(cookie(NONCE_COOKIE, nonce, { maxAge: NONCE_LIFE_SECONDS, domain, httpOnly: true }));
  return new Response(null, { status: 307, headers: { location: target, "cache-control": "no-store" } });
}

function tokenFor(call: FrontendCall, origin: string): string | null {
  const { clerk, client } = call;
  const sessions = client ? activeSessionsOf(clerk, { clientId: client.id }) : [];
  const session = sessions.find(({ id }) => id === client?.lastActiveSessionId) ?? sessions[0];
  if (!session) return null;
  switchOrganization(call, session);
  return clerk.tokens.sessionToken({ session, active: activeOrganization(clerk, session), origin });
}

/** The SDK's `organizationSyncOptions` send the organization that the URL belongs to. */
function switchOrganization({ clerk, url }: FrontendCall, session: Session): void {
  const wanted = url.searchParams.get("organization_id");
  const organization = Object.values(clerk.state.organizations).find(
    ({ id, slug }) => id === wanted || slug === wanted,
  );
  if (organization && findMembership(clerk, organization.id, session.userId)) {
    session.lastActiveOrganizationId = organization.id;
  } else if (wanted === "") {
    session.lastActiveOrganizationId = null;
  }
}
