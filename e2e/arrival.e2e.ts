import { type Browser, expect, type Page, test } from "@playwright/test";
import { createWorkspace, signedInState, type Workspace } from "./people.ts";
import { createProject, createTasks } from "./rows.ts";
import { nextFrame } from "./signals.ts";
import { tenantUrl } from "./stack.ts";

// Client-side navigation: screen readers hear of the new page, and the focus is in it.

let acme: Workspace;
let owner: Awaited<ReturnType<typeof signedInState>>;
let project: string;

test.beforeAll(async ({ browser }) => {
  acme = await createWorkspace("acme");
  owner = await signedInState(browser, acme, "owner");
  project = await createProject(acme, acme.people.owner.id, "Website");
  await createTasks(
    acme,
    project,
    Array.from({ length: 40 }, (_, index) => ({ title: `Step ${index + 1}` })),
  );
});

test("following a link announces the page's title and moves the lost focus to the page", async ({
  browser,
}) => {
  const { page, close } = await open(browser, "/projects");
  await expect(said(page)).toHaveText("");
  await page.getByRole("link", { name: "Website", exact: true }).focus();
  await page.keyboard.press("Enter");
  await expect(said(page)).toHaveText("Website · Tasks · Acme · Tenantry");
  const main = page.getByRole("main");
  await expect(main).toBeFocused();
  await expect(main).toHaveCSS("outline-style", "none");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Edit project" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(said(page)).toHaveText("Website · Edit project · Acme · Tenantry");
  await expect(main).toBeFocused();
  await close();
});

test("elements that stay on the page keep the focus: a navigation link and a field being typed in", async ({
  browser,
}) => {
  const { page, close } = await open(browser, "/dashboard");
  const link = page.getByRole("navigation").getByRole("link", { name: "Projects", exact: true });
  await link.focus();
  await page.keyboard.press("Enter");
  await expect(said(page)).toHaveText("Projects · Acme · Tenantry");
  await expect(link).toBeFocused();
  const search = page.getByRole("searchbox", { name: "Search projects" });
  await search.pressSequentially("site", { delay: 30 });
  await expect(page).toHaveURL(/\?q=site$/);
  await page.waitForLoadState("networkidle");
  await expect(search).toBeFocused();
  await close();
});

test("changing a filter announces no page and leaves the focus alone", async ({ browser }) => {
  const { page, close } = await open(browser, "/projects");
  const archived = page.getByRole("link", { name: "Archived", exact: true });
  await archived.click();
  await expect(archived).toHaveAttribute("aria-current", "page");
  await nextFrame(page);
  await expect(said(page)).toHaveText("");
  await expect(page.getByRole("main")).not.toBeFocused();
  await close();
});

test("going back restores the scroll position and announces the page", async ({ browser }) => {
  const { page, close } = await open(browser, `/projects/${project}`);
  await page.getByRole("link", { name: "Step 38", exact: true }).scrollIntoViewIfNeeded();
  const before = await page.evaluate(() => scrollY);
  expect(before).toBeGreaterThan(300);
  await page.getByRole("link", { name: "Step 38", exact: true }).click();
  await expect(said(page)).toHaveText("Step 38 · Task · Acme · Tenantry");
  await expect(page.getByRole("main")).toBeFocused();
  expect(await page.evaluate(() => scrollY)).toBe(0);
  await page.goBack();
  await expect(said(page)).toHaveText("Website · Tasks · Acme · Tenantry");
  await expect.poll(() => page.evaluate(() => scrollY)).toBe(before);
  await close();
});

test("closing the mobile menu leaves the focus in the page it opened", async ({ browser }) => {
  const { page, close } = await open(browser, "/dashboard", 360);
  await page.locator("summary:visible", { hasText: "Menu" }).focus();
  await page.keyboard.press("Enter");
  await page
    .getByRole("link", { name: "My tasks", exact: true })
    .and(page.locator(":visible"))
    .first()
    .focus();
  await page.keyboard.press("Enter");
  await expect(said(page)).toHaveText("My tasks · Acme · Tenantry");
  await expect(page.getByRole("main")).toBeFocused();
  await close();
});

async function open(browser: Browser, path: string, width = 1280) {
  const context = await browser.newContext({ storageState: owner, viewport: { width, height: 800 } });
  const page = await context.newPage();
  await page.goto(tenantUrl(acme.slug, path));
  await page.waitForLoadState("networkidle");
  return { page, close: () => context.close() };
}

/** The live region outside the page and its frame. */
function said(page: Page) {
  return page.locator("body > p[aria-live=polite]");
}
