import { cloneElement, type ReactElement, type ReactNode } from "react";
import { IntlProvider } from "use-intl";
import type { Locale } from "./locale.ts";

type Props = { locale: Locale; timeZone: string; children: ReactNode };

/** More ways to say dates than are in use at once; each holds some objects of ICU's. */
const most = 64;
const kept = new Map<string, ReactElement>();

/**
 * For the server, around `Words`. What parses messages and formats dates takes long to make, and use-intl makes it anew
 * for every provider that stands in no other: here each language and time zone has one that stays.
 */
export function KeptFormats({ locale, timeZone, children }: Props) {
  // Called and not rendered: what it returns is the context with its value, which serves other documents too.
  const made = IntlProvider({ locale, timeZone, messages: {}, children: null });
  const key = `${locale} ${timeZone}`;
  const provider = kept.get(key) ?? made;
  if (kept.size >= most && !kept.has(key)) kept.clear();
  kept.set(key, provider);
  return cloneElement(provider, undefined, children);
}
