import { accentOf } from "#app/features/settings/accent/accent.ts";
import { isHexColor } from "#app/features/settings/accent/oklch.ts";

/** The product's own accent, as of public/favicon.svg. */
const own = { accent: "#03644b", foreground: "#f3fcf7" };

/** A workspace's picture for the tab of a browser: its initial on its accent. Made here, and of nothing uploaded. */
export function faviconOf(name: string, accent: string | null): string {
  const { light } = isHexColor(accent) ? accentOf(accent) : { light: own };
  const initial = escapeXml(initialOf(name));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="${light.accent}"/><text x="16" y="22.5" text-anchor="middle" font-family="system-ui,sans-serif" font-size="18" font-weight="600" fill="${light.foreground}">${initial}</text></svg>`;
}

// Made once: every page of a workspace asks, and to make one takes longer than to use it.
const letters = new Intl.Segmenter();

/** The letter or digit a name begins with, as the reader sees it; a dot where there is none. */
export function initialOf(name: string): string {
  for (const { segment } of letters.segment(name))
    if (/[\p{L}\p{N}]/u.test(segment)) return segment.toUpperCase();
  return "•";
}

function escapeXml(text: string): string {
  return text.replace(/[<>&"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
