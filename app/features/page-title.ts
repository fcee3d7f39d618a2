import { describeError } from "#app/features/errors/describe-error.ts";
import { chooseLocale, type LocaleChoice } from "#app/i18n/locale.ts";
import { errors as errorsInEnglish } from "#app/i18n/messages/en/errors.ts";
import { titles as titlesInEnglish } from "#app/i18n/messages/en/titles.ts";
import { errors as errorsInSpanish } from "#app/i18n/messages/es/errors.ts";
import { titles as titlesInSpanish } from "#app/i18n/messages/es/titles.ts";

type Page = { matches: readonly { id: string; data: unknown }[]; error?: unknown };

const words = {
  en: { titles: titlesInEnglish, errors: errorsInEnglish },
  es: { titles: titlesInSpanish, errors: errorsInSpanish },
};

/** `Projects · Acme · Tenantry`. Where the page failed, its title says what happened. */
export function pageTitle(name: keyof typeof titlesInEnglish, { matches, error }: Page) {
  const root = dataOf<LocaleChoice>(matches, "root");
  const workspace = dataOf<{ workspace: string; locale: LocaleChoice["workspace"] }>(
    matches,
    "routes/workspace",
  );
  const { titles, errors } = words[root ? chooseLocale({ ...root, workspace: workspace?.locale }) : "en"];
  const first = error ? errors[describeError(error).words].title : titles[name];
  return [{ title: [first, workspace?.workspace, "Tenantry"].filter(Boolean).join(" · ") }];
}

function dataOf<T>(matches: Page["matches"], id: string): T | undefined {
  return (matches.find((match) => match.id === id)?.data as T | null | undefined) ?? undefined;
}
