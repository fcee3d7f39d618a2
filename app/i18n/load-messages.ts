import type { Locale } from "./locale.ts";
import type { Messages } from "./messages/en.ts";
import type { Translation } from "./translation.ts";

/** All words of one language; a browser loads no other's. */
export async function loadMessages(locale: Locale): Promise<Translation<Messages>> {
  return locale === "es" ? (await import("./messages/es.ts")).es : (await import("./messages/en.ts")).en;
}
