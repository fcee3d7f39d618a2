import type { ReactNode } from "react";
import { IntlProvider } from "use-intl";
import type { Locale } from "./locale.ts";
import type { Messages } from "./messages/en.ts";
import type { Translation } from "./translation.ts";

declare module "use-intl" {
  interface AppConfig {
    Locale: Locale;
    Messages: Messages;
  }
}

export type WordsProps = {
  locale: Locale;
  timeZone: string;
  messages: Translation<Messages>;
  children: ReactNode;
};

/**
 * Gives every view its words (`useTranslations`), and dates and numbers in the reader's way (`useFormatter`). A document
 * has one language from beginning to end: who chooses another gets a new document.
 */
export function Words({ locale, timeZone, messages, children }: WordsProps) {
  return (
    <IntlProvider locale={locale} messages={messages as Messages} timeZone={timeZone} onError={fail}>
      {children}
    </IntlProvider>
  );
}

/** A word that is missing is a mistake of ours, and not for readers to find. */
function fail(error: Error): never {
  throw error;
}
