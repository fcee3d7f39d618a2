import type { Clerk } from "#scripts/local/clerk/clerk.ts";
import { activeSessionsOf } from "#scripts/local/clerk/directory/sessions.ts";
import type { Client } from "#scripts/local/clerk/model.ts";

const YEAR_SECONDS = 365 * 24 * 3600;

type CookieOptions = { maxAge: number; domain?: string; httpOnly?: boolean };

export function cookie(name: string, value: string, { maxAge, domain, httpOnly }: CookieOptions): string {
  const parts = [`${name}=${value}`, "Path=/", `Max-Age=${maxAge}`, "SameSite=Lax"];
  if (domain) parts.push(`Domain=${domain}`);
  if (httpOnly) parts.push("HttpOnly");
  return parts.join("; ");
}

/** Identifies the browser; host-only on the Frontend API. */
export function clientCookie(client: Client | null): string {
  const maxAge = client ? YEAR_SECONDS : 0;
  return cookie("__client", client?.token ?? "", { maxAge, httpOnly: true });
}

/** `__client_uat`, for the apex and its subdomains: when the client signed in (Unix seconds), 0 when signed out. */
export function uatCookies(clerk: Clerk, client: Client | null): string[] {
  const value = String(client ? signedInSince(clerk, client) : 0);
  const domain = cookieDomain(clerk);
  return bothNames(clerk, "__client_uat").map((name) =>
    cookie(name, value, { maxAge: YEAR_SECONDS, domain }),
  );
}

/** `__session`, for the host that the browser returns to. */
export function sessionCookies(clerk: Clerk, token: string | null): string[] {
  const maxAge = token ? YEAR_SECONDS : 0;
  return bothNames(clerk, "__session").map((name) => cookie(name, token ?? "", { maxAge }));
}

export function cookieDomain(clerk: Clerk): string {
  return new URL(clerk.settings.baseUrl).hostname;
}

function signedInSince(clerk: Clerk, client: Client): number {
  const since = activeSessionsOf(clerk, { clientId: client.id }).map((session) => session.createdAt);
  return since.length > 0 ? Math.floor(Math.max(...since) / 1000) : 0;
}

function bothNames(clerk: Clerk, name: string): string[] {
  return [`${name}_${clerk.settings.cookieSuffix}`, name];
}
