import type { WebEnv } from "#app/env.server.ts";

type Settings = Pick<WebEnv, "BASE_URL" | "NODE_ENV" | "CLERK_PUBLISHABLE_KEY" | "CLERK_PROXY_URL">;

/** Clerk's bot protection, if the Clerk application has it enabled. */
const turnstile = "https://challenges.cloudflare.com";

/**
 * Sets the headers by which browsers protect our pages, unless the response has its own.
 * @param framesHandshake the page renews the session in a frame that goes to Clerk and back.
 */
export function setSecurityHeaders(
  headers: Headers,
  env: Settings,
  nonce: string,
  { framesHandshake = false } = {},
): void {
  const values: Record<string, string> = {
    "Content-Security-Policy": contentSecurityPolicy(env, nonce, framesHandshake),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
  };
  if (env.BASE_URL.startsWith("https:")) {
    values["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains";
  }
  for (const [name, value] of Object.entries(values)) if (!headers.has(name)) headers.set(name, value);
}

/**
 * Tenants share a site, so a script injected into one page could act on a neighbour: scripts run by nonce alone.
 * clerk-js is loaded by a script that has the nonce. It creates styles at run time and gives most of them a nonce, but not
 * those of its one-time code field: styles need 'unsafe-inline'.
 */
function contentSecurityPolicy(env: Settings, nonce: string, framesHandshake: boolean): string {
  const clerk = clerkOrigin(env);
  const hotReload = env.NODE_ENV === "development" ? " ws://127.0.0.1:*" : "";
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'`,
    "style-src 'self' 'unsafe-inline'",
    `connect-src 'self' ${clerk}${hotReload}`,
    `img-src 'self' data: ${clerk} https://img.clerk.com`,
    "font-src 'self'",
    `frame-src ${framesHandshake ? `'self' ${clerk}` : turnstile}`,
    "manifest-src 'self'",
    "worker-src 'self' blob:",
    // Browsers apply it to redirects after a form too: to sign-in on the apex, and to Clerk's handshake.
    `form-action 'self' ${new URL(env.BASE_URL).origin} ${clerk}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "object-src 'none'",
  ].join("; ");
}

/** Clerk's Frontend API: the proxy if there is one, otherwise the host in the publishable key. */
function clerkOrigin({ CLERK_PUBLISHABLE_KEY, CLERK_PROXY_URL }: Settings): string {
  if (CLERK_PROXY_URL) return new URL(CLERK_PROXY_URL).origin;
  const encoded = CLERK_PUBLISHABLE_KEY.replace(/^pk_(test|live)_/, "");
  return `https://${atob(encoded).replace(/\$$/, "")}`;
}
