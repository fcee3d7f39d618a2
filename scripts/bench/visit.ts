import type { BrowserContext, Page } from "playwright";
import type { Figures } from "./measure.ts";

type Seen = { largestPaint: number; shift: number; interaction: number };

/**
 * One visit of the dashboard with typical input, in a new browser; warm: after an earlier visit. Figures are milliseconds;
 * the layout shift has no unit.
 */
export async function visit(
  context: BrowserContext,
  dashboard: string,
  isWarm: boolean,
  slowdown: number,
): Promise<Figures> {
  const page = await context.newPage();
  await page.addInitScript(observe);
  const open = () => page.goto(dashboard, { waitUntil: "networkidle" });
  if (isWarm) await open();
  const devtools = await context.newCDPSession(page);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
  await open();
  // Later paints do not count after the first input.
  const { largestPaint } = await seenBy(page);
  const openMenu = await delayOf(page, () => page.locator("aside summary").last().click());
  const toProjects = await delayOf(page, async () => {
    await page.locator("aside").getByRole("link", { name: "Projects", exact: true }).click();
    await page.waitForURL("**/projects");
  });
  await page.waitForLoadState("networkidle");
  const search = page.locator("main input[type=search]").first();
  const typeSearch = await delayOf(page, () => search.pressSequentially("plan", { delay: 60 }));
  const { shift } = await seenBy(page);
  await context.close();
  return { largestPaint, openMenu, toProjects, typeSearch, shift };
}

/** The longest delay from an input of `act` to the next paint. The browser reports none below 16 ms. */
async function delayOf(page: Page, act: () => Promise<unknown>): Promise<number> {
  await page.evaluate(() => Object.assign(Reflect.get(window, "seen"), { interaction: 0 }));
  await act();
  // The browser reports it in the frame after the paint.
  await page.waitForTimeout(300);
  return Math.max(16, (await seenBy(page)).interaction);
}

function seenBy(page: Page): Promise<Seen> {
  return page.evaluate(() => Reflect.get(window, "seen") as Seen);
}

/** Runs in the page before its own scripts. */
function observe(): void {
  const seen: Seen = { largestPaint: 0, shift: 0, interaction: 0 };
  Object.assign(window, { seen });
  type Entry = PerformanceEntry & { hadRecentInput: boolean; value: number; interactionId: number };
  const watch = (type: string, take: (entry: Entry) => void) => {
    const options = { type, buffered: true, durationThreshold: 16 } as PerformanceObserverInit;
    new PerformanceObserver((list) => (list.getEntries() as Entry[]).forEach(take)).observe(options);
  };
  watch("largest-contentful-paint", ({ startTime }) => {
    seen.largestPaint = startTime;
  });
  watch("layout-shift", ({ hadRecentInput, value }) => {
    if (!hadRecentInput) seen.shift += value;
  });
  watch("event", ({ interactionId, duration }) => {
    if (interactionId) seen.interaction = Math.max(seen.interaction, duration);
  });
}
