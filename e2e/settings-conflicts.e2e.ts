import { type Browser, expect, type Page, test } from "@playwright/test";
import sharp from "sharp";
import { disturbClerk } from "./clerk-controls.ts";
import { askAxe } from "./inspect.ts";
import { asAdministrator, createWorkspace, signedInState, type Workspace } from "./people.ts";
import { schemaOf } from "./rows.ts";
import { tenantUrl } from "./stack.ts";

// Two admins edit the settings: neither reverts the other's changes, and both see conflicts.

let acme: Workspace;
let owner: Awaited<ReturnType<typeof signedInState>>;

test.beforeAll(async ({ browser }) => {
  acme = await createWorkspace("acme");
  owner = await signedInState(browser, acme, "owner");
});

test.afterEach(async () => {
  await disturbClerk({ backend: { slowMs: 0, about: [] } });
});

test("a form opened before a colleague saved reverts nothing, even if the page revalidates", async ({
  browser,
}) => {
  const [mine, theirs] = [await open(browser), await open(browser)];
  await zoneOf(theirs).selectOption("Asia/Tokyo");
  await save(theirs);
  const create = { width: 40, height: 40, channels: 3, background: "#be185d" } as const;
  const buffer = await sharp({ create }).png().toBuffer();
  await mine.getByLabel("Image").setInputFiles({ name: "logo.png", mimeType: "image/png", buffer });
  await mine.getByRole("button", { name: "Upload" }).click();
  await expect(mine.getByRole("button", { name: "Remove" })).toBeVisible();
  await mine.getByRole("radio", { name: "Teal" }).check({ force: true });
  await save(mine);
  expect(await stored()).toMatchObject({ timeZone: "Asia/Tokyo", accent: "#0f766e" });
  await close(mine, theirs);
});

test("a colleague's changes survive while Clerk processes a rename", async ({ browser }) => {
  const [mine, theirs] = [await open(browser), await open(browser)];
  await mine.getByLabel("Name", { exact: true }).fill("Renamed");
  const sent = await sendWhileClerkIsSlow(mine);
  await zoneOf(theirs).selectOption("Asia/Seoul");
  await save(theirs);
  await sent.answered;
  await expect(mine.getByText("Saved.", { exact: true })).toBeVisible({ timeout: 15_000 });
  expect(await stored()).toMatchObject({ timeZone: "Asia/Seoul" });
  await close(mine, theirs);
});

test("the second person to save sees the conflicting values, and saving again keeps the other changes", async ({
  browser,
}) => {
  const [mine, theirs] = [await open(browser), await open(browser)];
  await zoneOf(mine).selectOption("Asia/Manila");
  await mine.getByRole("radio", { name: "Red", exact: true }).check({ force: true });
  await mine.getByLabel("Name", { exact: true }).fill("Renamed again");
  const sent = await sendWhileClerkIsSlow(mine);
  await zoneOf(theirs).selectOption("America/Lima");
  await theirs.getByRole("radio", { name: "Pink" }).check({ force: true });
  await theirs.getByLabel("Language", { exact: true }).selectOption("en");
  await save(theirs);
  await sent.answered;
  await expect(mine.getByText("Their version: America/Lima")).toBeVisible({ timeout: 15_000 });
  await expect(zoneOf(mine)).toHaveAccessibleDescription(/Their version: America\/Lima/);
  await expect(mine.getByText("Their version: Pink")).toBeVisible();
  expect(await askAxe(mine)).toEqual([]);
  expect(await stored()).toMatchObject({ timeZone: "America/Lima", accent: "#be185d", locale: "en" });
  await expect(zoneOf(mine)).toHaveValue("Asia/Manila");
  await save(mine);
  expect(await stored()).toMatchObject({ timeZone: "Asia/Manila", accent: "#b91c1c", locale: "en" });
  await close(mine, theirs);
});

test("a form refused for another reason still doesn't revert a colleague's change", async ({ browser }) => {
  const [mine, theirs] = [await open(browser), await open(browser)];
  await theirs.getByRole("radio", { name: "Slate" }).check({ force: true });
  await save(theirs);
  await mine.locator("form#general").evaluate((form: HTMLFormElement) => {
    const zone = form.elements.namedItem("timeZone") as HTMLSelectElement;
    zone.add(new Option("Mars", "Mars/Olympus", true, true));
    form.submit();
  });
  await expect(mine.getByText("Choose one of the options.")).toBeVisible();
  await zoneOf(mine).selectOption("Asia/Dubai");
  await save(mine);
  expect(await stored()).toMatchObject({ timeZone: "Asia/Dubai", accent: "#475569" });
  await close(mine, theirs);
});

async function open(browser: Browser): Promise<Page> {
  const page = await (await browser.newContext({ storageState: owner, locale: "en-GB" })).newPage();
  await page.goto(tenantUrl(acme.slug, "/settings"));
  await page.waitForLoadState("networkidle");
  return page;
}

async function close(...pages: Page[]): Promise<void> {
  await Promise.all(pages.map((page) => page.context().close()));
}

function zoneOf(page: Page) {
  return page.getByLabel("Time zone");
}

async function save(page: Page): Promise<void> {
  const loaded = page.waitForEvent("load");
  await page.getByRole("button", { name: "Save changes" }).click();
  await loaded;
  await expect(page.getByText("Saved.", { exact: true })).toBeVisible();
}

/** Sends a form with a new name, so that the response takes seconds. @returns a promise of that response. */
async function sendWhileClerkIsSlow(page: Page): Promise<{ answered: Promise<unknown> }> {
  await disturbClerk({ backend: { slowMs: 2500, about: [acme.organizationId] } });
  const asked = page.waitForRequest((request) => request.method() === "POST");
  const answered = page.waitForResponse((response) => response.request().method() === "POST");
  void page.getByRole("button", { name: "Save changes" }).click();
  await asked;
  // The stored settings have been read, and Clerk has been called.
  await page.waitForTimeout(1000);
  return { answered };
}

async function stored(): Promise<Record<string, unknown>> {
  return await asAdministrator(async (sql) => {
    const rows = await sql<{ key: string; value: unknown }[]>`
      select key, value from ${sql(schemaOf(acme))}.settings`;
    return Object.fromEntries(rows.map(({ key, value }) => [key, value]));
  });
}
