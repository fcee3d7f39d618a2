import { type Browser, expect, type Page, test } from "@playwright/test";
import { disturbClerk } from "./clerk-controls.ts";
import { asAdministrator, clerkApi, createWorkspace, type Role, signInTo, type Workspace } from "./people.ts";
import { tenantUrl } from "./stack.ts";

// Access that ends: somebody takes it away in one place while the person works in an open page in another. With the
// webhook at once, without it within a minute. How long it took is noted with each test.

let acme: Workspace;

test.beforeEach(async () => {
  acme = await createWorkspace("ends");
});

test("who is removed is out of their open page at once", async ({ browser }) => {
  const page = await work(browser, "member");
  const { organizations } = clerkApi();
  await organizations.deleteOrganizationMembership(membership("member"));
  await note("removed", () => statusOf(page, "/projects"), 404);
  await page.getByRole("link", { name: "Projects" }).and(page.locator(":visible")).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Page not found");
});

test("a role that is made smaller is smaller in the open page at once", async ({ browser }) => {
  const page = await work(browser, "member");
  expect(await statusOf(page, "/projects/new")).toBe(200);
  await clerkApi().organizations.updateOrganizationMembership({
    ...membership("member"),
    role: "org:viewer",
  });
  await note("demoted", () => statusOf(page, "/projects/new"), 403);
  await page.getByRole("link", { name: "Projects" }).and(page.locator(":visible")).click();
  await expect(page.getByRole("heading", { level: 1, name: "Projects" })).toBeVisible();
  await expect(page.getByRole("link", { name: "New project" })).toHaveCount(0);
});

test("a workspace that is suspended, or whose organization is deleted, shuts its open pages at once", async ({
  browser,
}) => {
  const page = await work(browser, "owner");
  const suspend = (at: Date | null) =>
    asAdministrator(
      (sql) => sql`
    update public.tenants set status = ${at ? "suspended" : "active"}, suspended_at = ${at} where slug = ${acme.slug}`,
    );
  await suspend(new Date());
  await note("suspended", () => statusOf(page, "/projects"), 423);
  await suspend(null);
  await note("resumed", () => statusOf(page, "/projects"), 200);
  await clerkApi().organizations.deleteOrganization(acme.organizationId);
  await note("deleted", () => statusOf(page, "/projects"), 423);
});

test("who was deleted at Clerk is out of all workspaces at once", async ({ browser }) => {
  const page = await work(browser, "viewer");
  await clerkApi().users.deleteUser(acme.people.viewer.id);
  // A 202 is the way to the sign-in: clerk-js may hear first that the session is gone.
  await note("person deleted", () => statusOf(page, "/projects"), [404, 202]);
});

test("when the webhook is lost, a removal and a smaller role count within a minute", async ({ browser }) => {
  test.setTimeout(150_000);
  const [removed, demoted] = await Promise.all([work(browser, "member"), work(browser, "admin")]);
  await disturbClerk({ webhooks: { drop: true, about: [acme.organizationId] } });
  const { organizations } = clerkApi();
  await organizations.deleteOrganizationMembership(membership("member"));
  await organizations.updateOrganizationMembership({ ...membership("admin"), role: "org:viewer" });
  await Promise.all([
    note("removed, webhook lost", () => statusOf(removed, "/projects"), 404, 62_000),
    note("demoted, webhook lost", () => statusOf(demoted, "/projects/new"), 403, 62_000),
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

/** What the server says to the open page's next action: a request for data, as a click on a link sends it. */
function statusOf(page: Page, path: string): Promise<number> {
  return page.evaluate(
    async (address) => {
      const response = await fetch(address, { redirect: "manual" });
      return response.type === "opaqueredirect" ? 302 : response.status;
    },
    tenantUrl(acme.slug, `${path}.data`),
  );
}

/** Asks until the answer is the wanted one, and writes down how long that took. */
async function note(what: string, ask: () => Promise<number>, wanted: number | number[], atMost = 5000) {
  const from = Date.now();
  await expect
    .poll(async () => [wanted].flat().includes(await ask()), { timeout: atMost, intervals: [50] })
    .toBe(true);
  test.info().annotations.push({ type: "latency", description: `${what}: ${Date.now() - from} ms` });
  console.log(`${what}: noticed after ${Date.now() - from} ms`);
}
