import { isLocale, type Locale } from "#app/i18n/locale.ts";

export const themes = ["light", "dark"] as const;
export type Theme = (typeof themes)[number];

/** What a person chose in this browser, for the apex and every workspace. Without a choice the system decides. */
export type Preferences = { theme: Theme | null; locale: Locale | null };

export function readPreferences(request: Request): Preferences {
  const cookies = request.headers.get("cookie") ?? "";
  const [theme, locale] = [readCookie(cookies, "theme"), readCookie(cookies, "locale")];
  return { theme: isTheme(theme) ? theme : null, locale: isLocale(locale) ? locale : null };
}

/**
 * The cookies that store a choice for a year, or delete it when it is null. They belong to the apex and its subdomains. A
 * neighbour's page could set them too, but they hold only a value from a short list and grant nothing.
 */
export function preferenceCookies(change: Partial<Preferences>, baseUrl: string): string[] {
  const { hostname, protocol } = new URL(baseUrl);
  const attributes = `Domain=${hostname}; Path=/; SameSite=Lax${protocol === "https:" ? "; Secure" : ""}`;
  return Object.entries(change).map(
    ([name, value]) => `${name}=${value ?? ""}; ${attributes}; Max-Age=${value ? 31_536_000 : 0}`,
  );
}

export function isTheme(value: unknown): value is Theme {
  return themes.some((theme) => theme === value);
}

function readCookie(cookies: string, name: string): string | undefined {
  return new RegExp(`(?:^|;\\s*)${name}=([a-z]*)`).exec(cookies)?.[1];
}
