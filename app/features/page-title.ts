import { describeError } from "#app/features/errors/describe-error.ts";
import { wordsAtHand } from "#app/i18n/load-messages.ts";
import { chooseLocale, type LocaleChoice } from "#app/i18n/locale.ts";
import type { Messages } from "#app/i18n/messages/en.ts";

type Page = { matches: readonly { id: string; data: unknown }[]; error?: unknown };

/**
 * `Website · Board · Acme · Tenantry`, or `Projects · Acme · Tenantry` for a page about no single thing. An error page's
 * title says what happened.
 * @param subject the name of what the page is about, as the user typed it.
 */
export function pageTitle(name: keyof Messages["titles"], { matches, error }: Page, subject?: string) {
  const root = dataOf<LocaleChoice>(matches, "root");
  const workspace = dataOf<{ workspace: string; locale: LocaleChoice["workspace"] }>(
    matches,
    "routes/workspace/frame",
  );
  const locale = root && chooseLocale({ ...root, workspace: workspace?.locale });
  const words = wordsAtHand(locale);
  const page = error
    ? [words.errors[describeError(error).words].title]
    : [asPart(subject), words.titles[name]];
  return [{ title: [...page, asPart(workspace?.workspace), "Tenantry"].filter(Boolean).join(" · ") }];
}

function dataOf<T>(matches: Page["matches"], id: string): T | undefined {
  return (matches.find((match) => match.id === id)?.data as T | null | undefined) ?? undefined;
}

/**
 * A title is plain text, so no element isolates a name's direction. Control characters and line breaks are removed, and
 * a right-to-left name is isolated with Unicode marks.
 */
function asPart(name = ""): string {
  const plain = name
    .replace(/\p{Bidi_C}/gu, "")
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ")
    .trim();
  return rightToLeft.test(plain) ? `\u2068${plain}\u2069` : plain;
}

/** The Unicode blocks of right-to-left scripts. */
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
