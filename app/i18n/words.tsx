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
 * Provides every view with its messages (`useTranslations`) and with localized dates and numbers (`useFormatter`). A
 * document has one language: choosing another loads a new document.
 */
export function Words({ locale, timeZone, messages, children }: WordsProps) {
  return (
    <IntlProvider locale={locale} messages={messages as Messages} timeZone={timeZone} onError={fail}>
      {children}
    </IntlProvider>
  );
}

/** A missing message is our bug. Tests find it; readers should not. */
function fail(error: Error): never {
  throw error;
}
