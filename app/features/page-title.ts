import { describeError } from "#app/features/errors/describe-error.ts";
import { wordsAtHand } from "#app/i18n/load-messages.ts";
import { chooseLocale, type LocaleChoice } from "#app/i18n/locale.ts";
import type { titles } from "#app/i18n/messages/en/titles.ts";

type Page = { matches: readonly { id: string; data: unknown }[]; error?: unknown };

/** `Projects · Acme · Tenantry`. Where the page failed, its title says what happened. */
export function pageTitle(name: keyof typeof titles, { matches, error }: Page) {
  const root = dataOf<LocaleChoice>(matches, "root");
  const workspace = dataOf<{ workspace: string; locale: LocaleChoice["workspace"] }>(
    matches,
    "routes/workspace",
  );
  const locale = root && chooseLocale({ ...root, workspace: workspace?.locale });
  const words = wordsAtHand(locale);
  const first = error ? words.errors[describeError(error).words].title : words.titles[name];
  return [{ title: [first, workspace?.workspace, "Tenantry"].filter(Boolean).join(" · ") }];
}

function dataOf<T>(matches: Page["matches"], id: string): T | undefined {
  return (matches.find((match) => match.id === id)?.data as T | null | undefined) ?? undefined;
}
