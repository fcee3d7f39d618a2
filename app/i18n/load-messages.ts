import type { Locale } from "./locale.ts";
import type { Messages } from "./messages/en.ts";
import type { Translation } from "./translation.ts";

type Words = Translation<Messages>;

const loaded = new Map<Locale, Words>();

/** All words of one language; a browser loads no other's. */
export async function loadMessages(locale: Locale): Promise<Words> {
  const words =
    locale === "es" ? (await import("./messages/es.ts")).es : (await import("./messages/en.ts")).en;
  loaded.set(locale, words);
  return words;
}

/**
 * The words of a page that is being made, for what is said outside of React, such as its title: those without values
 * alone, for the others are compiled in a browser. There, whatever language is asked for, it is the document's.
 * @throws an Error before any language was loaded.
 */
export function wordsAtHand(locale: Locale = "en"): Words {
  const words = loaded.get(locale) ?? [...loaded.values()][0];
  if (!words) throw new Error("No language is loaded yet: await loadMessages before a page is made.");
  return words;
}
