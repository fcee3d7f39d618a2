import { accentOf } from "#app/features/settings/accent/accent.ts";
import { isHexColor } from "#app/features/settings/accent/oklch.ts";

/** The product's own accent, as in public/favicon.svg. */
const own = { accent: "#03644b", foreground: "#f3fcf7" };

/** A workspace's favicon: its initial on its accent. It contains nothing uploaded. */
export function faviconOf(name: string, accent: string | null): string {
  const { light } = isHexColor(accent) ? accentOf(accent) : { light: own };
  const initial = escapeXml(initialOf(name));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="${light.accent}"/><text x="16" y="22.5" text-anchor="middle" font-family="system-ui,sans-serif" font-size="18" font-weight="600" fill="${light.foreground}">${initial}</text></svg>`;
}

// Cached, because every page needs it and creating it costs more than using it.
const letters = new Intl.Segmenter();

/** The first letter or digit of a name as a whole grapheme, or a dot if there is none. */
export function initialOf(name: string): string {
  for (const { segment } of letters.segment(name))
    if (/[\p{L}\p{N}]/u.test(segment)) return segment.toUpperCase();
  return "•";
}

function escapeXml(text: string): string {
  return text.replace(/[<>&"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
