/**
 * Whether somebody left single keys to others in this browser. Only a page with scripts asks, and keeps it: no request needs
 * it. Of the frame of every page, and so as short as can be.
 */
export function areShortcutsOff(): boolean {
  return /\bshortcuts=off/.test(document.cookie);
}

/** Kept for a year, for the apex and its subdomains, as the other choices are. */
export function switchShortcuts(areOn: boolean, apexUrl: string): void {
  // biome-ignore lint/suspicious/noDocumentCookie: not every browser has a CookieStore
  document.cookie = `shortcuts=${areOn ? "" : "off"};domain=${new URL(apexUrl).hostname};path=/;max-age=31536000;samesite=lax`;
}
