import { expect, type Page, test } from "@playwright/test";
import { disturbClerk } from "./clerk-controls.ts";
import { clerkApi, createWorkspace, signInTo, type Workspace } from "./people.ts";
import { stack, tenantUrl } from "./stack.ts";

// One person in several workspaces and browsers: switching between them and signing out everywhere.

let acme: Workspace;
let globex: Workspace;

test.beforeAll(async () => {
  [acme, globex] = await Promise.all([createWorkspace("acme"), createWorkspace("globex")]);
  await clerkApi().organizations.createOrganizationMembership({
    ...{ organizationId: globex.organizationId, userId: acme.people.owner.id, role: "org:viewer" },
  });
});

test("the switcher opens the other workspace on its own host, with the member's role there", async ({
  page,
}) => {
  await signInTo(page, acme, "owner");
  await page.locator("aside summary").first().click();
  await page.locator("aside").getByRole("link", { name: "Globex" }).click();
  await page.waitForURL(tenantUrl(globex.slug, "/dashboard"));
  await expect(page.locator("aside").getByText("Viewer ·")).toBeVisible();
  await page.goto(tenantUrl(globex.slug, "/members"));
  await expect(page.getByLabel("Email addresses")).toHaveCount(0);
  await page.goto(tenantUrl(acme.slug, "/members"));
  await expect(page.getByLabel("Email addresses")).toBeVisible();
});

test("a switcher opened before scripts run stays open and then lists the workspaces", async ({ page }) => {
  await signInTo(page, acme, "owner");
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  await page.route(/\/assets\/.*\.js$/, async (route) => {
    await released;
    await route.continue();
  });
  await page.goto(tenantUrl(acme.slug, "/members"), { waitUntil: "commit" });
  await page.locator("aside summary").first().click();
  release();
  await expect(page.locator("aside").getByRole("link", { name: "Globex" })).toBeVisible();
});

test("the switcher asks Clerk again after a failed request", async ({ page }) => {
  await signInTo(page, acme, "owner");
  const summary = page.locator("aside summary").first();
  await disturbClerk({ backend: { down: true, about: [acme.people.owner.id] } });
  await summary.click();
  await expect(page.locator("aside").getByText("couldn’t load your workspaces")).toBeVisible();
  await summary.click();
  await disturbClerk({ backend: { down: false, about: [] } });
  await summary.click();
  await expect(page.locator("aside").getByRole("link", { name: "Globex" })).toBeVisible();
});

test("signing out everywhere ends all sessions in all workspaces once their tokens expire", async ({
  browser,
}) => {
  const pages = await Promise.all(
    [acme, globex].map(async (workspace): Promise<Page> => {
      const page = await (await browser.newContext()).newPage();
      await signInTo(page, { ...workspace, people: acme.people }, "owner", "/profile");
      return page;
    }),
  );
  const [here, there] = pages as [Page, Page];
  await here.waitForLoadState("networkidle");
  await here.getByRole("button", { name: "Sign out everywhere" }).click();
  await here.getByRole("alertdialog").getByRole("button", { name: "Sign out everywhere" }).click();
  await here.waitForURL(`${stack().baseUrl}/`);
  const { data } = await clerkApi().sessions.getSessionList({
    userId: acme.people.owner.id,
    status: "active",
  });
  expect(data).toEqual([]);
  for (const [page, { slug }] of [
    [here, acme],
    [there, globex],
  ] as const) {
    // A token lasts a minute even if its session ends, and an open page would renew it.
    await page.goto("about:blank");
    await page.context().clearCookies({ name: /^__session/ });
    await page.goto(tenantUrl(slug, "/dashboard"));
    await expect(page).toHaveURL(/\/sign-in/);
    await page.context().close();
  }
});

test("the whole profile page is in Spanish, including Clerk's part", async ({ browser }) => {
  const page = await (await browser.newContext({ locale: "es-ES" })).newPage();
  await signInTo(page, globex, "member", "/profile");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Tu perfil");
  await expect(page.getByText("Actualizar perfil").first()).toBeVisible();
  await expect(
    page.getByText(/Profile details|Update profile|Security|Email addresses|Sign out/),
  ).toHaveCount(0);
  await page.context().close();
});
