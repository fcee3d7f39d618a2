import type { Clerk } from "./clerk.ts";

/** True for the application's apex and its subdomains, on any port. */
export function isOwnUrl({ settings }: Pick<Clerk, "settings">, value: string): boolean {
  const apex = new URL(settings.baseUrl);
  const url = URL.parse(value, settings.baseUrl);
  if (!url || url.protocol !== apex.protocol || url.username || url.password) return false;
  return url.hostname === apex.hostname || url.hostname.endsWith(`.${apex.hostname}`);
}
