/**
 * Whether single-key shortcuts are on in this browser. Only scripts read and write it. It is part of every page's frame,
 * so it is kept short.
 */
export function areShortcutsOff(): boolean {
  return /\bshortcuts=off/.test(document.cookie);
}

/** Lasts a year, for the apex and its subdomains, like the other preferences. */
export function switchShortcuts(areOn: boolean, apexUrl: string): void {
  // biome-ignore lint/suspicious/noDocumentCookie: not every browser has a CookieStore
  document.cookie = `shortcuts=${areOn ? "" : "off"};domain=${new URL(apexUrl).hostname};path=/;max-age=31536000;samesite=lax`;
}
