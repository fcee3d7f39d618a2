import { cloneElement, type ReactElement, type ReactNode } from "react";
import { IntlProvider } from "use-intl";
import type { Locale } from "./locale.ts";

type Props = { locale: Locale; timeZone: string; children: ReactNode };

/** More combinations than are in use at a time. Each holds some ICU objects. */
const maxProviders = 64;
const kept = new Map<string, ReactElement>();

/**
 * Wraps `Words` on the server. use-intl creates its parsers and formatters, which are slow to create, for every outermost
 * provider; this keeps one provider per language and time zone.
 */
export function KeptFormats({ locale, timeZone, children }: Props) {
  // Called instead of rendered: it returns the context provider with its value, which other documents can reuse.
  const made = IntlProvider({ locale, timeZone, messages: {}, children: null });
  const key = `${locale} ${timeZone}`;
  const provider = kept.get(key) ?? made;
  if (kept.size >= maxProviders && !kept.has(key)) kept.clear();
  kept.set(key, provider);
  return cloneElement(provider, undefined, children);
}
