import { expect, type Page, test } from "@playwright/test";
import { createWorkspace, signedInState, type Workspace } from "./people.ts";
import { tenantUrl } from "./stack.ts";

// How pages load: their scripts in parallel, and the next page before the click.

const redirectCount = "__clerk_redirect_count";

let acme: Workspace;

test.beforeAll(async () => {
  acme = await createWorkspace("loading");
});

for (const path of ["/dashboard", "/projects", "/my-tasks", "/members", "/settings", "/audit"]) {
  test(`the document of ${path} preloads all its scripts`, async ({ browser }) => {
    const storageState = await signedInState(browser, acme, "owner");
    const context = await browser.newContext({ storageState, locale: "en-US" });
    const page = await context.newPage();
    const loaded = listScripts(page);
    const response = await page.goto(tenantUrl(acme.slug, path));
    await page.waitForLoadState("networkidle");
    const announced = `${await response?.text()} ${response?.headers().link}`;
    expect(loaded.length).toBeGreaterThan(10);
    expect(loaded.filter((script) => !announced.includes(script))).toEqual([]);
    await context.close();
  });
}

test("a hovered link is prefetched once, and again after a write", async ({ browser }) => {
  const context = await browser.newContext({ storageState: await signedInState(browser, acme, "owner") });
  const page = await context.newPage();
  // The presence ping is a write, which discards everything prefetched before.
  const told = page.waitForResponse((response) => new URL(response.url()).pathname === "/presence");
  await page.goto(tenantUrl(acme.slug, "/dashboard"));
  await told;
  await page.waitForLoadState("networkidle");
  // The cache depends on cookies, and Clerk's redirect counter is one for three seconds.
  await expect
    .poll(async () => (await context.cookies()).map(({ name }) => name))
    .not.toContain(redirectCount);
  const asked = await listData(page, "/projects.data");
  const link = page.getByRole("navigation").getByRole("link", { name: "Projects" });
  await link.hover();
  await expect.poll(() => asked).toEqual(["network"]);
  await link.click();
  await expect(page).toHaveURL(/\/projects$/);
  await expect.poll(() => asked).toEqual(["network", "cache"]);

  await page.getByRole("navigation").getByRole("link", { name: "Dashboard" }).click();
  await expect(page).toHaveURL(/\/dashboard$/);
  await link.hover();
  await expect.poll(() => asked).toHaveLength(3);
  await page.evaluate(() => fetch("/preferences", { method: "POST", redirect: "manual" }));
  asked.length = 0;
  await link.click();
  await expect(page).toHaveURL(/\/projects$/);
  await expect.poll(() => asked).toContain("network");
  await context.close();
});

/** The application's own scripts, as they are requested. */
function listScripts(page: Page): string[] {
  const loaded: string[] = [];
  const { host } = new URL(tenantUrl(acme.slug));
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (request.resourceType() === "script" && url.host === host) loaded.push(url.pathname);
  });
  return loaded;
}

/** Where each response for this path came from. */
async function listData(page: Page, path: string): Promise<("network" | "cache")[]> {
  const answers: ("network" | "cache")[] = [];
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  session.on("Network.responseReceived", ({ response }) => {
    const isCached = response.fromDiskCache || response.fromPrefetchCache;
    if (new URL(response.url).pathname === path) answers.push(isCached ? "cache" : "network");
  });
  return answers;
}
