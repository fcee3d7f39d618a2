import type { Clerk } from "#scripts/local/clerk/clerk.ts";

/** False for a page of another origin: CORS stops it from reading, but not from writing. */
export function isOwnPage(request: Request, url: URL): boolean {
  const origin = request.headers.get("origin");
  return !origin || origin === url.origin;
}

/** True for the application's apex and its subdomains, on any port. */
export function isOwnUrl({ settings }: Pick<Clerk, "settings">, value: string): boolean {
  const apex = new URL(settings.baseUrl);
  const url = URL.parse(value, settings.baseUrl);
  if (!url || url.protocol !== apex.protocol || url.username || url.password) return false;
  return url.hostname === apex.hostname || url.hostname.endsWith(`.${apex.hostname}`);
}
