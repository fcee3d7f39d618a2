import { type Browser, expect, type Page, test } from "@playwright/test";
import { disturbClerk } from "../clerk-controls.ts";
import {
  asAdministrator,
  clerkApi,
  createWorkspace,
  type Role,
  signInTo,
  type Workspace,
} from "../people.ts";
import { tenantUrl } from "../stack.ts";

// Access that ends while the person has a page open: almost at once with the webhook, within a minute without it. Each
// test reports how long it took.

let acme: Workspace;

test.beforeEach(async () => {
  acme = await createWorkspace("ends");
});

test("a removed member loses access in their open page", async ({ browser }) => {
  const page = await work(browser, "member");
  const { organizations } = clerkApi();
  await organizations.deleteOrganizationMembership(membership("member"));
  await measure("removed", () => statusOf(page, "/projects"), 404);
  await page.getByRole("link", { name: "Projects" }).and(page.locator(":visible")).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Page not found");
});

test("a smaller role applies in the open page", async ({ browser }) => {
  const page = await work(browser, "member");
  expect(await statusOf(page, "/projects/new")).toBe(200);
  await clerkApi().organizations.updateOrganizationMembership({
    ...membership("member"),
    role: "org:viewer",
  });
  await measure("demoted", () => statusOf(page, "/projects/new"), 403);
  await page.getByRole("link", { name: "Projects" }).and(page.locator(":visible")).click();
  await expect(page.getByRole("heading", { level: 1, name: "Projects" })).toBeVisible();
  await expect(page.getByRole("link", { name: "New project" })).toHaveCount(0);
});

test("suspending a workspace or deleting its organization closes its open pages", async ({ browser }) => {
  const page = await work(browser, "owner");
  const suspend = (at: Date | null) =>
    asAdministrator(
      (sql) => sql`
    update public.tenants set status = ${at ? "suspended" : "active"}, suspended_at = ${at} where slug = ${acme.slug}`,
    );
  await suspend(new Date());
  await measure("suspended", () => statusOf(page, "/projects"), 423);
  await suspend(null);
  await measure("resumed", () => statusOf(page, "/projects"), 200);
  await clerkApi().organizations.deleteOrganization(acme.organizationId);
  await measure("deleted", () => statusOf(page, "/projects"), 423);
});

test("a person deleted at Clerk loses access to all workspaces", async ({ browser }) => {
  const page = await work(browser, "viewer");
  await clerkApi().users.deleteUser(acme.people.viewer.id);
  // A 202 redirects to the sign-in: clerk-js may notice first that the session has ended.
  await measure("person deleted", () => statusOf(page, "/projects"), [404, 202]);
});

test("when the webhook is lost, a removal and a smaller role apply within a minute", async ({ browser }) => {
  test.setTimeout(150_000);
  const [removed, demoted] = await Promise.all([work(browser, "member"), work(browser, "admin")]);
  await disturbClerk({ webhooks: { drop: true, about: [acme.organizationId] } });
  const { organizations } = clerkApi();
  await organizations.deleteOrganizationMembership(membership("member"));
  await organizations.updateOrganizationMembership({ ...membership("admin"), role: "org:viewer" });
  await Promise.all([
    measure("removed, webhook lost", () => statusOf(removed, "/projects"), 404, 62_000),
    measure("demoted, webhook lost", () => statusOf(demoted, "/projects/new"), 403, 62_000),
  ]);
  await disturbClerk({ webhooks: { drop: false, about: [] } });
});

async function work(browser: Browser, role: Role): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await signInTo(page, acme, role);
  await expect(page.getByRole("heading", { level: 1 })).toContainText(acme.people[role].firstName);
  return page;
}

function membership(role: Role) {
  return { organizationId: acme.organizationId, userId: acme.people[role].id };
}

/** The status of a data request, as a click on a link in the open page sends it. */
function statusOf(page: Page, path: string): Promise<number> {
  return page.evaluate(
    async (address) => {
      const response = await fetch(address, { redirect: "manual" });
      return response.type === "opaqueredirect" ? 302 : response.status;
    },
    tenantUrl(acme.slug, `${path}.data`),
  );
}

/** Asks until the answer is the expected one, and reports how long that took. */
async function measure(
  what: string,
  ask: () => Promise<number>,
  expected: number | number[],
  timeout = 5000,
) {
  const from = Date.now();
  await expect
    .poll(async () => [expected].flat().includes(await ask()), { timeout, intervals: [50] })
    .toBe(true);
  test.info().annotations.push({ type: "latency", description: `${what}: ${Date.now() - from} ms` });
  console.log(`${what}: applied after ${Date.now() - from} ms`);
}
