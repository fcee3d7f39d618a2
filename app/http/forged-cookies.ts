import type { RequestContext } from "./request-context.ts";

/**
 * Set-Cookie headers that remove forged cookies, as far as a server can: it does not learn the domain and path that a
 * cookie was set for. A genuine cookie of the same name is this host's own, and stays.
 */
export function removeForgedCookies(headers: Headers, { forgedCookies, host, env }: RequestContext): void {
  for (const [name, { hasGenuine }] of forgedCookies ?? []) {
    const expired = `${name}=; Path=/; Max-Age=0`;
    if (!hasGenuine) headers.append("Set-Cookie", expired);
    const base = new URL(env.BASE_URL).hostname;
    for (const domain of domainsOf(host.kind === "tenant" ? `${host.slug}.${base}` : base))
      headers.append("Set-Cookie", `${expired}; Domain=${domain}`);
  }
}

/** The host and every domain above it with at least two names. */
function domainsOf(hostname: string): string[] {
  const names = hostname.split(".");
  return names.slice(0, -1).map((_, index) => names.slice(index).join("."));
}
