import type { Browser, Page } from "playwright";

export type Conditions = { cache: "cold" | "warm"; slowdown: 1 | 4 };
/** In milliseconds; the layout shift has no unit. */
export type Visit = {
  largestPaint: number;
  openMenu: number;
  toProjects: number;
  typeSearch: number;
  shift: number;
};

type State = NonNullable<Parameters<Browser["newContext"]>[0]>["storageState"];
type Visitor = { browser: Browser; storageState: State; dashboard: string };

/** One visit of the dashboard with typical input, in a new browser; warm: after an earlier visit. */
export async function visit(visitor: Visitor, { cache, slowdown }: Conditions): Promise<Visit> {
  const { browser, storageState, dashboard } = visitor;
  const context = await browser.newContext({ storageState, viewport: { width: 1280, height: 800 } });
  try {
    const page = await context.newPage();
    await page.addInitScript(observe);
    if (cache === "warm") await open(page, dashboard);
    const devtools = await context.newCDPSession(page);
    await devtools.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
    await open(page, dashboard);
    // Later paints do not count after the first input.
    const largestPaint = await seen(page, "largestPaint");
    const openMenu = await delayOf(page, () => page.locator("aside summary").last().click());
    const projects = page.locator("aside").getByRole("link", { name: "Projects", exact: true });
    const toProjects = await delayOf(page, async () => {
      await projects.click();
      await page.waitForURL("**/projects");
    });
    await page.waitForLoadState("networkidle");
    const search = page.locator("main input[type=search]").first();
    await search.waitFor();
    const typeSearch = await delayOf(page, () => search.pressSequentially("plan", { delay: 60 }));
    return { largestPaint, openMenu, toProjects, typeSearch, shift: await seen(page, "shift") };
  } finally {
    await context.close();
  }
}

async function open(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.waitForLoadState("networkidle");
}

/** The longest delay from an input of `act` to the next paint. The browser reports none below 16 ms. */
async function delayOf(page: Page, act: () => Promise<unknown>): Promise<number> {
  await page.evaluate(() => Reflect.set(window, "interaction", 0));
  await act();
  // The browser reports it in the frame after the paint.
  await page.waitForTimeout(300);
  return Math.max(16, await seen(page, "interaction"));
}

async function seen(page: Page, name: "largestPaint" | "shift" | "interaction"): Promise<number> {
  return await page.evaluate((key) => Reflect.get(window, key) as number, name);
}

/** Runs in the page before its own scripts. */
function observe(): void {
  const values = { largestPaint: 0, shift: 0, interaction: 0 };
  Object.assign(window, values);
  const set = (key: keyof typeof values, change: (value: number) => number) =>
    Reflect.set(window, key, change(Reflect.get(window, key)));
  const watch = (type: string, take: (entry: PerformanceEntry) => void) => {
    const options = { type, buffered: true, durationThreshold: 16 } as PerformanceObserverInit;
    new PerformanceObserver((list) => list.getEntries().forEach(take)).observe(options);
  };
  watch("largest-contentful-paint", ({ startTime }) => set("largestPaint", () => startTime));
  watch("layout-shift", (entry) => {
    const { hadRecentInput, value } = entry as PerformanceEntry & { hadRecentInput: boolean; value: number };
    if (!hadRecentInput) set("shift", (sum) => sum + value);
  });
  watch("event", (entry) => {
    const { interactionId, duration } = entry as PerformanceEntry & { interactionId: number };
    if (interactionId) set("interaction", (longest) => Math.max(longest, duration));
  });
}
