import AxeBuilder from "@axe-core/playwright";
import { createClerkClient } from "@clerk/backend";
import { type Browser, expect, type Page, test } from "@playwright/test";
import { freePorts } from "#scripts/local/process/ports.ts";
import { LOCAL_SECRET_KEY, LOCAL_WEBHOOK_SECRET } from "../scripts/local/clerk/keys.ts";
import { type LocalClerk, startLocalClerk } from "../scripts/local/clerk/server.ts";

// The local Clerk's outbox page, with its own local Clerk, so that its failures disturb no other test.

let clerk: LocalClerk;
let api: ReturnType<typeof createClerkClient>;
let organizationId: string;

test.beforeAll(async () => {
  const [port = 0, closed = 0] = freePorts(2);
  clerk = await startLocalClerk({
    port,
    baseUrl: "http://app.localhost:3999",
    statePath: null,
    secretKey: LOCAL_SECRET_KEY,
    webhook: { url: `http://127.0.0.1:${closed}/`, secret: LOCAL_WEBHOOK_SECRET },
    retrySchedule: [],
    log: () => {},
  });
  api = createClerkClient({ secretKey: LOCAL_SECRET_KEY, apiUrl: clerk.url });
  const ada = await api.users.createUser({
    emailAddress: ["ada@example.com"],
    firstName: "Ada",
    skipPasswordRequirement: true,
  });
  await api.sessions.createSession({ userId: ada.id });
  const acme = await api.organizations.createOrganization({ name: "Acme", slug: "acme", createdBy: ada.id });
  organizationId = acme.id;
});

test.afterAll(() => clerk.stop());
test.afterEach(() => {
  clerk.controls.reset();
});

test("an email shows up by itself; its code can be copied and its link opened", async ({ browser }) => {
  const page = await openOutbox(browser);
  const input = { organizationId, emailAddress: "guest@example.com", role: "org:viewer" };
  await api.organizations.createOrganizationInvitation(input);
  const mail = page.locator("#mails li", { hasText: "guest@example.com" });
  await expect(mail.getByRole("link", { name: "Open invitation" })).toHaveAttribute(
    "href",
    /\/v1\/tickets\/accept\?ticket=/,
  );
  const code = await requestCode("ada@example.com");
  const card = page.locator("#mails li", { hasText: code }).first();
  await expect(card).toBeVisible();
  await expect(page.locator("#mails li").first()).toContainText(code);
  await card.getByRole("button", { name: "Copy code" }).click();
  await expect(card.getByRole("button", { name: "Copied" })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(code);
});

test("the Backend API can be taken down and restored, and the page says so", async ({ browser }) => {
  const page = await openOutbox(browser);
  await page.getByRole("switch", { name: /Down/ }).click();
  await expect(page.getByRole("alert")).toContainText("Backend API: down");
  await expect(api.users.getCount()).rejects.toMatchObject({ status: 503 });
  await page.getByLabel("Answer delay").fill("-5");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("status")).toContainText("backend.slowMs");
  await page.getByRole("button", { name: "Reset all faults" }).click();
  await expect(page.getByRole("alert")).toHaveCount(0);
  await expect(page.getByLabel("Answer delay")).toHaveValue("0");
  expect(await api.users.getCount()).toBe(1);
});

test("a dropped webhook can be filtered, read and replayed", async ({ browser }) => {
  const page = await openOutbox(browser);
  await page.getByLabel("Dropped").selectOption("organization.updated");
  await expect(page.getByRole("alert")).toContainText("organization.updated");
  await api.organizations.updateOrganization(organizationId, { name: "Acme Inc" });
  await page.getByLabel("Filter").fill("organization.updated");
  const cards = page.locator("#webhooks li.card:visible");
  await expect(cards).toHaveCount(1);
  await expect(cards).toContainText("Dropped by the controls");
  await cards.getByText("Dropped by the controls").click();
  await expect(cards.locator("pre")).toContainText('"name": "Acme Inc"');
  await cards.getByRole("button", { name: "Replay" }).click();
  // Nothing listens at its address: it was sent, and the card stays open while it updates.
  await expect(cards).toContainText("1 attempt, last response none");
  await expect(cards.locator("pre")).toBeVisible();
});

test("a session can be revoked", async ({ browser }) => {
  const page = await openOutbox(browser);
  const ada = page.locator("#people li.card", { hasText: "ada@example.com" });
  await ada.getByRole("button", { name: "Revoke" }).click();
  await expect(ada).toContainText("Not signed in.");
  const { data } = await api.sessions.getSessionList({ userId: (await ada.getAttribute("id")) ?? "" });
  expect(data.map(({ status }) => status)).toEqual(["revoked"]);
});

for (const [colorScheme, width] of [
  ["light", 1440],
  ["dark", 1440],
  ["light", 360],
  ["dark", 360],
] as const) {
  test(`the page is accessible and fits, ${colorScheme} at ${width} px`, async ({ browser }) => {
    clerk.controls.set({ backend: { down: true }, webhooks: { hold: true, drop: true, fail: 2 } });
    const page = await openOutbox(browser, { colorScheme, viewport: { width, height: 800 } });
    await page.locator("summary").first().click();
    // The highlight of new entries would be measured mid-animation.
    await page.emulateMedia({ reducedMotion: "reduce" });
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
    const excess = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(excess).toBeLessThanOrEqual(0);
  });
}

async function openOutbox(
  browser: Browser,
  options: Parameters<Browser["newContext"]>[0] = {},
): Promise<Page> {
  const context = await browser.newContext({
    permissions: ["clipboard-read", "clipboard-write"],
    ...options,
  });
  const page = await context.newPage();
  await page.goto(`${clerk.frontendUrl}/outbox`);
  return page;
}

/** Signs up like clerk-js and enters the emailed code. */
async function requestCode(identifier: string): Promise<string> {
  const start = await fetch(`${clerk.frontendUrl}/v1/client/sign_ins`, {
    method: "POST",
    body: new URLSearchParams({ identifier, strategy: "email_code" }),
  });
  expect(start.status).toBe(200);
  const mails = await (await fetch(`${clerk.url}/outbox/mails.json`)).json();
  return mails[0].code;
}
