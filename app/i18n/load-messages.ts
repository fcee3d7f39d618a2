import type { Locale } from "./locale.ts";
import type { Messages } from "./messages/en.ts";
import type { Translation } from "./translation.ts";

type Words = Translation<Messages>;

const loaded = new Map<Locale, Words>();

/** All messages of one language. A browser loads no other language. */
export async function loadMessages(locale: Locale): Promise<Words> {
  const words =
    locale === "es" ? (await import("./messages/es.ts")).es : (await import("./messages/en.ts")).en;
  loaded.set(locale, words);
  return words;
}

/**
 * The messages of the page being rendered, for text outside React such as its title. Use only messages without values:
 * those with values are compiled in the browser. In a browser this is always the document's language.
 * @throws an Error if no language has been loaded.
 */
export function wordsAtHand(locale: Locale = "en"): Words {
  const words = loaded.get(locale) ?? [...loaded.values()][0];
  if (!words) throw new Error("No language is loaded: await loadMessages before rendering a page.");
  return words;
}
