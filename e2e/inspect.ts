import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";

const standards = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

export type Expected = { title: string; lang: string; scheme: "light" | "dark" };

/** The page's accessibility problems, one per line. */
export async function inspect(page: Page, expected: Expected): Promise<string[]> {
  await settle(page);
  return [...(await askAxe(page)), ...(await lookAtDocument(page, expected))];
}

/** The same without the checks of a whole document: for an open menu or dialog. */
export async function askAxe(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    // Run in the page itself: otherwise axe opens another page to merge results of frames, and we have none.
    .setLegacyMode()
    .options({ resultTypes: ["violations"] })
    .withTags(standards)
    // Clerk's components: we can't change their markup, which comes from Clerk's servers in production.
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
    // Clerk's components have their own h1; on the sign-in page it is the only one.
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

/** Waits for Clerk's components and for animations to end, so that axe sees the final colours. */
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

/** The lightness, 0–1, of Chromium's notation of a colour: oklch if written that way, otherwise rgb. */
export function lightnessOf(color: string): number {
  const [first = 0] = (color.match(/[\d.]+/g) ?? []).map(Number);
  return color.startsWith("oklch") ? first : first / 255;
}

function lastLine(text = ""): string {
  return text.trim().split("\n").at(-1)?.trim() ?? "";
}
