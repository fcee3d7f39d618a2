import { describeError } from "#app/features/errors/describe-error.ts";
import { wordsAtHand } from "#app/i18n/load-messages.ts";
import { chooseLocale, type LocaleChoice } from "#app/i18n/locale.ts";
import type { Messages } from "#app/i18n/messages/en.ts";

type Page = { matches: readonly { id: string; data: unknown }[]; error?: unknown };

/**
 * `Website · Board · Acme · Tenantry`, or `Projects · Acme · Tenantry` where a page is about no one thing. Where the page
 * failed, its title says what happened.
 * @param subject the name of what the page is about, as somebody gave it.
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
 * A title is plain text: no element keeps a name's direction to itself. So the name may not direct what comes after it,
 * nor break its line, and one that is written from the right is set apart by Unicode's own marks.
 */
function asPart(name = ""): string {
  const plain = name
    .replace(/\p{Bidi_C}/gu, "")
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ")
    .trim();
  return rightToLeft.test(plain) ? `\u2068${plain}\u2069` : plain;
}

/** The blocks that Unicode keeps for scripts of that direction. */
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
