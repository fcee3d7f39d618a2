import { type Browser, expect, type Locator, type Page, test } from "@playwright/test";
import { createWorkspace, signedInState, signInTo, type Workspace } from "./people.ts";
import { untilScriptsRun } from "./signals.ts";
import { stack, tenantUrl } from "./stack.ts";

// Keyboard only: no step here clicks.

let acme: Workspace;
let owner: Awaited<ReturnType<typeof signedInState>>;

test.beforeAll(async ({ browser }) => {
  acme = await createWorkspace("acme");
  owner = await signedInState(browser, acme, "owner");
});

test("a project can be reached from the dashboard by shortcuts and the Tab key", async ({ browser }) => {
  const { page, close } = await openDashboard(browser);
  await page.keyboard.press("g");
  await page.keyboard.press("p");
  await page.waitForURL(tenantUrl(acme.slug, "/projects"));
  await page.keyboard.press("c");
  await page.waitForURL(tenantUrl(acme.slug, "/projects/new"));
  await tabTo(page, page.getByLabel("Name", { exact: true }));
  // None of these letters acts as a shortcut.
  await page.keyboard.type("gp? c/ Made by keys");
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue("gp? c/ Made by keys");
  await tabTo(page, page.getByLabel("Description"));
  await page.keyboard.type("Without a mouse.");
  await tabTo(page, page.getByRole("radio", { checked: true }).first());
  await page.keyboard.press("ArrowRight");
  await tabTo(page, page.getByRole("button", { name: "Create project" }));
  await page.keyboard.press("Enter");
  await expect(page).not.toHaveURL(/\/new$/);
  await page.goto(tenantUrl(acme.slug, "/projects"));
  await expect(page.getByRole("link", { name: "gp? c/ Made by keys", exact: true })).toBeVisible();
  await close();
});

test("the list of shortcuts opens with ?, ignores shortcuts and returns the focus", async ({ browser }) => {
  const { page, close } = await openDashboard(browser);
  const link = page.getByRole("link", { name: "Members", exact: true }).first();
  await tabTo(page, link);
  await page.keyboard.press("Shift+?");
  const sheet = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await expect(sheet).toBeVisible();
  await page.keyboard.press("c");
  await expect(page).toHaveURL(/\/dashboard$/);
  await page.keyboard.press("Escape");
  await expect(sheet).toBeHidden();
  await expect(link).toBeFocused();
  await close();
});

test("shortcuts can be turned off and on again for this browser", async ({ browser }) => {
  const { page, close } = await openDashboard(browser);
  const sheet = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  const toggle = sheet.getByRole("checkbox", { name: "Use keyboard shortcuts" });
  const openByMenu = async () => {
    await tabTo(page, page.locator("summary:visible", { hasText: /^Account:/ }));
    await page.keyboard.press("Enter");
    await tabTo(page, page.getByRole("button", { name: "Keyboard shortcuts" }).and(page.locator(":visible")));
    await page.keyboard.press("Enter");
    await expect(sheet).toBeVisible();
  };
  await page.keyboard.press("Shift+?");
  await tabTo(page, toggle);
  await expect(toggle).toBeChecked();
  await page.keyboard.press("Space");
  await expect(toggle).not.toBeChecked();
  await page.keyboard.press("Escape");
  for (const reload of [false, true]) {
    if (reload) await untilScriptsRun(page, () => page.reload());
    for (const key of ["c", "g", "p", "/", "Shift+?"]) await page.keyboard.press(key);
    await expect(sheet).toBeHidden();
    await expect(page).toHaveURL(/\/dashboard$/);
  }
  await openByMenu();
  await tabTo(page, toggle);
  await expect(toggle).not.toBeChecked();
  await page.keyboard.press("Space");
  await expect(toggle).toBeChecked();
  await page.keyboard.press("Escape");
  await expect(sheet).toBeHidden();
  await page.keyboard.press("c");
  await page.waitForURL(tenantUrl(acme.slug, "/projects/new"));
  await close();
});

test("menus open with Enter, close with Escape and return the focus", async ({ browser }) => {
  const { page, close } = await openDashboard(browser);
  for (const name of [/^Switch workspace/, /^Account:/]) {
    const menu = page.locator("summary:visible", { hasText: name });
    const panel = menu.locator("xpath=..");
    await tabTo(page, menu);
    await page.keyboard.press("Enter");
    await expect(panel).toHaveAttribute("open");
    await page.keyboard.press("Tab");
    await expect(menu).not.toBeFocused();
    await expect(panel.locator(":focus")).toHaveCount(1);
    await page.keyboard.press("Escape");
    await expect(panel).not.toHaveAttribute("open");
    await expect(menu).toBeFocused();
  }
  await close();
});

test("a dialog closes with Escape and returns the focus to its button", async ({ browser }) => {
  const { page, close } = await openDashboard(browser);
  await untilScriptsRun(page, () => page.goto(tenantUrl(acme.slug, "/profile")));
  const button = page.locator("main").getByRole("button", { name: "Sign out everywhere" });
  await tabTo(page, button);
  await page.keyboard.press("Enter");
  const question = page.getByRole("dialog").or(page.getByRole("alertdialog"));
  await expect(question).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(question).toBeHidden();
  await expect(button).toBeFocused();
  await close();
});

test("a viewer has no shortcuts for forbidden actions", async ({ page }) => {
  await untilScriptsRun(page, () => signInTo(page, acme, "viewer"));
  await page.keyboard.press("c");
  await page.keyboard.press("Shift+?");
  await expect(page.getByRole("dialog")).toBeVisible();
  await expect(page.getByRole("dialog").getByText("New project")).toHaveCount(0);
  await expect(page).toHaveURL(/\/dashboard$/);
});

for (const [where, url] of [
  ["a workspace", () => tenantUrl(acme.slug, "/projects/new")],
  ["the apex", () => stack().baseUrl],
] as const) {
  test(`the first tab stop on a page of ${where} skips the navigation, and every stop is visible`, async ({
    browser,
  }) => {
    const { page, close } = await openDashboard(browser);
    await page.goto(url());
    await page.waitForLoadState("networkidle");
    await page.keyboard.press("Tab");
    const skip = page.getByRole("link", { name: "Skip to content" });
    await expect(skip).toBeFocused();
    await expect(skip).toBeInViewport();
    await page.keyboard.press("Enter");
    await expect(page.locator("main#content")).toBeFocused();
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.closest("main")?.id)).toBe("content");
    const stops = await walkThrough(page, 40);
    expect(stops.length).toBeGreaterThan(5);
    expect(stops.filter(({ seen }) => !seen).map(({ html }) => html)).toEqual([]);
    await close();
  });
}

async function openDashboard(browser: Browser) {
  const context = await browser.newContext({ storageState: owner, viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await untilScriptsRun(page, () => page.goto(tenantUrl(acme.slug, "/dashboard")));
  return { page, close: () => context.close() };
}

async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  for (let presses = 0; presses < 80; presses++) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`The Tab key does not reach ${target}`);
}

/** Each tab stop and whether its focus is visible, without Clerk's controls. */
async function walkThrough(page: Page, most: number): Promise<{ html: string; seen: boolean }[]> {
  const stops: { html: string; seen: boolean }[] = [];
  for (let presses = 0; presses < most; presses++) {
    await page.keyboard.press("Tab");
    const stop = await page.evaluate(async () => {
      const element = document.activeElement;
      if (!element || element === document.body || element.closest("[class*=cl-]")) return null;
      await Promise.all(element.getAnimations().map(({ finished }) => finished));
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      const outlined = outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 2;
      // A control drawn by its label shows its ring there.
      const beside = element.closest("label")?.querySelector(":focus-visible + *") ?? element;
      const ringed =
        getComputedStyle(beside).boxShadow !== "none" || getComputedStyle(beside).outlineStyle !== "none";
      return { html: element.outerHTML.slice(0, 160), seen: outlined || (beside !== element && ringed) };
    });
    if (stop) stops.push(stop);
  }
  return stops;
}
