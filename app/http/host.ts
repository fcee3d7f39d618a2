import { isLegalSlug } from "#db/directory/slug.ts";

/** Whose host a request names. `illegal` is under our apex but can belong to no workspace; `foreign` is not ours. */
export type Host =
  | { kind: "apex" }
  | { kind: "tenant"; slug: string }
  | { kind: "illegal" }
  | { kind: "foreign" };

/**
 * Compares the Host header with BASE_URL. The name must match exactly after lower-casing; nothing is stripped from it. The
 * port must be BASE_URL's; a missing one means the scheme's default.
 */
export function parseHost(header: string | null, baseUrl: string): Host {
  const base = new URL(baseUrl);
  const [, name, port] = /^([a-z0-9.-]+)(?::(\d{1,5}))?$/.exec(header?.toLowerCase() ?? "") ?? [];
  if (!name || portOf(port, base) !== portOf(base.port, base)) return { kind: "foreign" };
  if (name === base.hostname) return { kind: "apex" };
  if (!name.endsWith(`.${base.hostname}`)) return { kind: "foreign" };
  const slug = name.slice(0, -(base.hostname.length + 1));
  return isLegalSlug(slug) ? { kind: "tenant", slug } : { kind: "illegal" };
}

/** The origin of a workspace, for example `http://acme.app.localhost:3000`. */
export function tenantOrigin(slug: string, baseUrl: string): string {
  const url = new URL(baseUrl);
  url.hostname = `${slug}.${url.hostname}`;
  return url.origin;
}

/** The address to return to after sign-in, when it is one of ours; otherwise undefined. */
export function ownAddress(address: string | null, baseUrl: string): string | undefined {
  if (!address || !URL.canParse(address, baseUrl)) return undefined;
  const url = new URL(address, baseUrl);
  const { kind } = parseHost(url.host, baseUrl);
  const ours = url.protocol === new URL(baseUrl).protocol && !url.username && !url.password;
  return ours && (kind === "apex" || kind === "tenant") ? url.href : undefined;
}

function portOf(port: string | undefined, { protocol }: URL): string {
  return port || (protocol === "https:" ? "443" : "80");
}
