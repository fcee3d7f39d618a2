import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";

const standards = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

export type Expected = { title: string; lang: string; scheme: "light" | "dark" };

/** What is wrong with the page as it stands, a line each. */
export async function inspect(page: Page, expected: Expected): Promise<string[]> {
  await settle(page);
  return [...(await askAxe(page)), ...(await lookAtDocument(page, expected))];
}

/** The same without what belongs to a whole document: for a menu or a dialog that stands open. */
export async function askAxe(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    // In the page itself: otherwise each look opens one more page, for results of frames that ours have none of.
    .setLegacyMode()
    .options({ resultTypes: ["violations"] })
    .withTags(standards)
    // Clerk's own components: their markup is not ours to change, and comes from Clerk's servers in production.
    .exclude(".cl-rootBox, .cl-userButton-root, .cl-modalBackdrop")
    .analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(" ")}: ${lastLine(failureSummary)}`),
  );
}

async function lookAtDocument(page: Page, { title, lang, scheme }: Expected): Promise<string[]> {
  const seen = await page.evaluate(() => {
    const { documentElement: html } = document;
    const widest = [...document.querySelectorAll("body *")].filter(
      (element) => element.getBoundingClientRect().right > html.clientWidth + 0.5,
    );
    const headings = [...document.querySelectorAll("h1")].filter((heading) => heading.checkVisibility());
    // Clerk's components have first headings of their own; on its sign-in page that is the only one.
    const ours = headings.filter((heading) => !heading.closest("[class*=cl-]"));
    return {
      title: document.title,
      lang: html.lang,
      background: getComputedStyle(html).backgroundColor,
      headings: ours.length || headings.length,
      overflow: html.scrollWidth - html.clientWidth,
      widest: widest.at(-1)?.outerHTML.slice(0, 120),
    };
  });
  const problems: string[] = [];
  if (seen.title !== title) problems.push(`the title is "${seen.title}" and not "${title}"`);
  if (seen.lang !== lang) problems.push(`the language is "${seen.lang}" and not "${lang}"`);
  if (seen.headings !== 1) problems.push(`there are ${seen.headings} first headings`);
  if (seen.overflow > 0) problems.push(`it scrolls ${seen.overflow} px to the side: ${seen.widest}`);
  if (lightnessOf(seen.background) < 0.5 !== (scheme === "dark"))
    problems.push(`it is not ${scheme}: ${seen.background}`);
  return problems;
}

/** Clerk's components come after the page; what moves is let come to rest, so that axe sees final colours. */
async function settle(page: Page): Promise<void> {
  await page.waitForLoadState("networkidle");
  await page.evaluate(() =>
    Promise.allSettled(
      document
        .getAnimations()
        .filter((animation) => animation.effect?.getComputedTiming().iterations !== Number.POSITIVE_INFINITY)
        .map(({ finished }) => finished),
    ),
  );
}

/** 0–1, of what Chromium says for a colour: oklch as it was written, anything else as rgb. */
export function lightnessOf(color: string): number {
  const [first = 0] = (color.match(/[\d.]+/g) ?? []).map(Number);
  return color.startsWith("oklch") ? first : first / 255;
}

function lastLine(text = ""): string {
  return text.trim().split("\n").at(-1)?.trim() ?? "";
}
