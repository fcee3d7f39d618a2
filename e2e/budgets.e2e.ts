import { expect, test } from "@playwright/test";
import { measureScripts } from "../scripts/bench/browser/page-scripts.ts";
import { createWorkspace, signedInState } from "./people.ts";
import { tenantUrl } from "./stack.ts";

// What a page may cost its reader. The figures are in docs/benchmarks.md; here is only where they end.

/** Bytes of our JavaScript, compressed, without Clerk's. */
const most = 120_000;
const routes = ["root", "routes/workspace", "routes/dashboard"];

for (const locale of ["en", "es"] as const) {
  test(`the dashboard's own JavaScript is within ${most / 1000} KB in ${locale}`, () => {
    const { ours, clerk, files } = measureScripts(routes, locale);
    const largest = [...files].sort(([, a], [, b]) => b - a).slice(0, 8);
    expect(ours, `the largest are ${JSON.stringify(largest)}`).toBeLessThanOrEqual(most);
    // Were Clerk's chunk not where it is looked for, all would seem to be ours, or none of it be loaded.
    expect(clerk).toBeGreaterThan(20_000);
  });
}

test("a browser loads for the dashboard what was measured, and nothing else from us", async ({ browser }) => {
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
  const { files } = measureScripts(routes, "en");
  expect([...loaded].sort()).toEqual([...files.keys()].sort());
  await context.close();
});
