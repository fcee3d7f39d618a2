import { expect, test } from "@playwright/test";
import { measureScripts } from "./page-scripts.ts";
import { createWorkspace, signedInState } from "./people.ts";
import { createProject, createTasks } from "./rows.ts";
import { stack, tenantUrl } from "./stack.ts";

// Limits for what a page may cost. The measured figures are in docs/benchmarks.md.

/** Bytes of our JavaScript, compressed, without Clerk's. */
const most = 120_000;

for (const locale of ["en", "es"] as const) {
  test(`the dashboard's own JavaScript is within ${most / 1000} KB in ${locale}`, () => {
    const { ours, clerk, files } = measureScripts(locale);
    const largest = [...files].sort(([, a], [, b]) => b - a).slice(0, 8);
    expect(ours, `the largest are ${JSON.stringify(largest)}`).toBeLessThanOrEqual(most);
    // If Clerk's chunk were not found, its size would count as ours or be missed.
    expect(clerk).toBeGreaterThan(20_000);
  });
}

test("the dashboard loads exactly the scripts that were measured", async ({ browser }) => {
  const workspace = await createWorkspace("budget");
  const storageState = await signedInState(browser, workspace, "owner");
  const context = await browser.newContext({ storageState, locale: "en-US" });
  const page = await context.newPage();
  const { host } = new URL(tenantUrl(workspace.slug));
  const loaded = new Set<string>();
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (request.resourceType() === "script" && url.host === host) loaded.add(url.pathname);
  });
  await page.goto(tenantUrl(workspace.slug, "/dashboard"));
  await page.waitForLoadState("networkidle");
  expect(new URL(page.url()).pathname).toBe("/dashboard");
  const { files } = measureScripts("en");
  expect([...loaded].sort()).toEqual([...files.keys()].sort());
  await context.close();
});

/** The sum of a page's layout shifts until it is idle. Google calls 0.1 good. */
const mostShift = 0.02;

for (const width of [1280, 360]) {
  test(`the layout does not shift while a page loads, at ${width} px`, async ({ browser }) => {
    const workspace = await createWorkspace("still");
    const project = await createProject(workspace, workspace.people.owner.id, "Still");
    await createTasks(workspace, project, [{ title: "One" }, { title: "Two", status: "doing" }]);
    const storageState = await signedInState(browser, workspace, "owner");
    const viewport = { width, height: 800 };
    const inside = await browser.newContext({ storageState, viewport });
    const outside = await browser.newContext({ viewport });
    const apex = (path: string) => new URL(path, stack().baseUrl).href;
    const visits = [
      ...[
        "/dashboard",
        "/projects",
        `/projects/${project}`,
        `/projects/${project}/board`,
        "/members",
        "/profile",
      ].map((path) => [inside, tenantUrl(workspace.slug, path)] as const),
      [inside, apex("/onboarding")] as const,
      ...["/", "/sign-in", "/sign-up"].map((path) => [outside, apex(path)] as const),
    ];
    const shifts: Record<string, number> = {};
    for (const [context, url] of visits) {
      const page = await context.newPage();
      await page.addInitScript(watchShifts);
      await page.goto(url);
      await page.waitForLoadState("networkidle");
      const shift = await page.evaluate(() => Reflect.get(window, "shift") as number);
      if (shift > mostShift) shifts[new URL(url).pathname] = shift;
      await page.close();
    }
    expect(shifts).toEqual({});
    await inside.close();
    await outside.close();
  });
}

/** Runs in the page before its own scripts. */
function watchShifts(): void {
  Reflect.set(window, "shift", 0);
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as (PerformanceEntry & {
      hadRecentInput: boolean;
      value: number;
    })[])
      if (!entry.hadRecentInput) Reflect.set(window, "shift", Reflect.get(window, "shift") + entry.value);
  }).observe({ type: "layout-shift", buffered: true });
}
