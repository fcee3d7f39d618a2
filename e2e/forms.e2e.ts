import { type BrowserContext, expect, test } from "@playwright/test";
import { createWorkspace, signInTo, type Workspace } from "./people.ts";
import { tenantUrl } from "./stack.ts";

// Forms never lose input, whether a name, scripts or the session token is missing.

let acme: Workspace;
const hostile = `<img src=x onerror="document.title='owned'"> '; drop table users; -- \u202e 🚀`;

test.beforeAll(async () => {
  acme = await createWorkspace("forms");
});

test("without scripts a form shows its errors, keeps the input and then accepts it", async ({ browser }) => {
  const { page, close } = await withoutScripts(browser, acme);
  await page.goto(tenantUrl(acme.slug, "/projects/new"));
  await page.getByLabel("Description").fill("Typed before the name.");
  await page.getByRole("radio", { name: "violet" }).check({ force: true });
  await page.getByRole("button", { name: "Create project" }).click();
  await expect(page.getByText("This field is required.")).toBeVisible();
  await expect(page.getByLabel("Description")).toHaveValue("Typed before the name.");
  await expect(page.getByRole("radio", { name: "violet" })).toBeChecked();
  await page.getByLabel("Name", { exact: true }).fill("Made without scripts");
  await page.getByRole("button", { name: "Create project" }).click();
  await expect(page.getByText("Made without scripts", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Archive Made without scripts" }).click();
  await expect(page.getByRole("link", { name: "Made without scripts", exact: true })).toBeHidden();
  await close();
});

test("without scripts the welcome form shows its errors and then accepts the input", async ({ browser }) => {
  const { page, close } = await withoutScripts(browser, acme);
  await page.goto(tenantUrl(acme.slug, "/welcome"));
  await page.getByLabel("First name").fill("Ada");
  await page.getByLabel("Phone").fill("call me");
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByText(/Use only digits, spaces/)).toBeVisible();
  await expect(page.getByLabel("Phone")).toHaveValue("call me");
  await expect(page.getByLabel("First name")).toHaveValue("Ada");
  await page.getByLabel("Phone").fill("+34 600");
  await page.getByRole("button", { name: "Continue" }).click();
  await page.waitForURL(tenantUrl(acme.slug, "/dashboard"));
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Welcome, Ada");
  await close();
});

for (const scripts of [true, false]) {
  test(`a form sent ${scripts ? "with" : "without"} scripts after the session token expired loses nothing`, async ({
    browser,
  }) => {
    const opened = scripts ? await withScripts(browser, acme) : await withoutScripts(browser, acme);
    const { page, context, close } = opened;
    await page.goto(tenantUrl(acme.slug, "/projects/new"));
    await page.getByLabel("Name", { exact: true }).fill(hostile);
    await page.getByLabel("Description").fill(`Line one\nLine two ${"x".repeat(1900)}`);
    await page.waitForLoadState("networkidle");
    await forgetToken(context);
    await page.getByRole("button", { name: "Create project" }).click();
    if (!scripts) {
      await expect(page.getByRole("heading", { name: "Your session expired" })).toBeVisible();
      await page.waitForLoadState("networkidle");
      await page.getByRole("button", { name: "Send again" }).click();
    }
    await page.waitForURL(tenantUrl(acme.slug, "/projects"));
    await page.getByRole("link", { name: hostile, exact: true }).first().click();
    await expect(page.getByText(`Line one Line two ${"x".repeat(1900)}`)).toBeVisible();
    await close();
  });
}

test("changing the appearance keeps unsaved input", async ({ page }) => {
  await signInTo(page, acme, "member", "/projects/new");
  await page.waitForLoadState("networkidle");
  await page.getByLabel("Description").fill("Half of it");
  await page.locator("aside summary").last().click();
  await page.locator("aside").getByRole("button", { name: "Dark" }).click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await expect(page.getByLabel("Description")).toHaveValue("Half of it");
  await expect(page.locator("aside").getByRole("button", { pressed: true, name: "Dark" })).toBeVisible();
});

test("hostile text is shown as text", async ({ page }) => {
  await signInTo(page, acme, "member", "/projects/new");
  await page.getByLabel("Name", { exact: true }).fill(hostile);
  await page.getByLabel("Description").fill(hostile);
  await page.getByRole("button", { name: "Create project" }).click();
  await page.waitForURL(tenantUrl(acme.slug, "/projects"));
  await expect(page.getByText(hostile).first()).toBeVisible();
  await expect(page).toHaveTitle(/^Projects/);
});

test("unknown fields are ignored, over-long and malformed ones refused, and nothing answers 500", async ({
  page,
}) => {
  await signInTo(page, acme, "member", "/projects");
  const post = (path: string, fields: Record<string, string>) =>
    page.evaluate(
      async ([address, body]) => {
        const response = await fetch(address as string, {
          method: "POST",
          body: new URLSearchParams(body as Record<string, string>),
          headers: { accept: "text/html" },
        });
        return response.status;
      },
      [path, fields] as const,
    );
  expect(await post("/projects/new", { name: "Fine", owner_id: "user_x", id: "1", archived_at: "now" })).toBe(
    200,
  );
  const refused: Record<string, string>[] = [
    {},
    { name: "" },
    { name: "x".repeat(121) },
    { name: "a\0b" },
    { name: "a", color: "pink" },
    { __intent__: "{", __state__: "{", "x[30000000]": "v" },
  ];
  for (const fields of refused) expect(await post("/projects/new", fields)).toBe(400);
  const malformed = await page.evaluate(async () => {
    const headers = { accept: "text/html", "content-type": "application/json" };
    return (await fetch("/projects/new", { method: "POST", body: "{}", headers })).status;
  });
  expect(malformed).toBe(400);
  expect(await post("/projects/not-a-uuid/edit", { name: "x" })).toBe(404);
  expect(await post(`/projects/${crypto.randomUUID()}/edit`, { name: "x" })).toBe(404);
  expect(await post(`/projects/${crypto.randomUUID()}/archive`, {})).toBe(404);
  expect(await post("/api/tenants/another/users/onboarding", { firstName: "x" })).toBe(404);
  expect(await post(`/api/tenants/${acme.slug}/users/onboarding`, { firstName: "" })).toBe(400);
});

type Browser = Parameters<Parameters<typeof test>[2]>[0]["browser"];

/** Signs in with scripts, then opens the same session without. */
async function withoutScripts(browser: Browser, workspace: Workspace) {
  const signedIn = await withScripts(browser, workspace);
  const context = await browser.newContext({
    javaScriptEnabled: false,
    storageState: await signedIn.context.storageState(),
  });
  await signedIn.close();
  return { context, page: await context.newPage(), close: () => context.close() };
}

async function withScripts(browser: Browser, workspace: Workspace) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await signInTo(page, workspace, "owner");
  return { context, page, close: () => context.close() };
}

/** Like waking after a minute of sleep: the session is valid, but its token is gone. */
async function forgetToken(context: BrowserContext): Promise<void> {
  await context.clearCookies({ name: /^__session/ });
}
