import { createHash } from "node:crypto";

/**
 * Fixed values for development: the local Clerk listens on loopback only and has no real data. The kind is `live`
 * because it models Clerk's production cookies, not development browsers.
 */
export const LOCAL_SECRET_KEY = "sk_live_local_clerk_for_development_only";
export const LOCAL_WEBHOOK_SECRET = `whsec_${btoa("local clerk, development only")}`;

/** The environment that points `@clerk/remix` and clerk-js at the local Clerk. */
export function localClerkEnv(port: number, baseUrl: string) {
  const frontend = frontendUrl(port, baseUrl);
  return {
    CLERK_PUBLISHABLE_KEY: publishableKey(port, baseUrl),
    CLERK_SECRET_KEY: LOCAL_SECRET_KEY,
    CLERK_API_URL: `http://127.0.0.1:${port}`,
    CLERK_CREATOR_ROLE: "org:owner",
    CLERK_PROXY_URL: frontend,
    CLERK_JS: `${frontend}/npm/@clerk/clerk-js@5/dist/clerk.browser.js`,
    CLERK_TELEMETRY_DISABLED: "1",
    CLERK_WEBHOOK_SIGNING_SECRET: LOCAL_WEBHOOK_SECRET,
  };
}

export function frontendHost(port: number, baseUrl: string): string {
  return `clerk.${new URL(baseUrl).hostname}:${port}`;
}

export function frontendUrl(port: number, baseUrl: string): string {
  return `http://${frontendHost(port, baseUrl)}`;
}

export function publishableKey(port: number, baseUrl: string): string {
  return `pk_live_${btoa(`${frontendHost(port, baseUrl)}$`)}`;
}

/** Clerk appends this to its cookie names, so that two instances can share a domain. */
export function cookieSuffix(key: string): string {
  return createHash("sha1").update(key).digest("base64url").slice(0, 8);
}
