import { expect, type Page, test } from "@playwright/test";
import {
  asAdministrator,
  createWorkspace,
  password,
  type Role,
  signIn,
  signInTo,
  signOut,
  type Workspace,
} from "./people.ts";
import { createProject, schemaOf } from "./rows.ts";
import { stack, tenantUrl } from "./stack.ts";

// Who comes in where: signed out, signed in elsewhere, in two workspaces, and with each role.

let acme: Workspace;
let globex: Workspace;

test.beforeAll(async () => {
  [acme, globex] = await Promise.all([createWorkspace("acme"), createWorkspace("globex")]);
});

test("a deep link leads through sign-in with a password, and back to where it pointed", async ({ page }) => {
  const destination = tenantUrl(acme.slug, "/projects?archived=1");
  await page.goto(destination);
  await page.waitForURL((url) => url.pathname.startsWith("/sign-in"));
  await page.getByLabel("Email address").fill(acme.people.member.email);
  await page.getByRole("button", { name: "Continue", exact: true }).click();
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Continue", exact: true }).click();
  await page.waitForURL(destination);
});

test("after sign-in nobody is led to a foreign address", async ({ page }) => {
  const url = new URL("/sign-in?redirect_url=https://evil.example/", stack().baseUrl);
  await page.goto(url.href);
  await page.getByLabel("Email address").fill(acme.people.member.email);
  await page.getByRole("button", { name: "Continue", exact: true }).click();
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Continue", exact: true }).click();
  await page.waitForURL(new URL("/workspaces", stack().baseUrl).href);
});

test("a member of another workspace gets the same 404 as for one that does not exist", async ({ page }) => {
  await signInTo(page, acme, "owner");
  const seen = async (slug: string) => {
    const response = await page.goto(tenantUrl(slug, "/dashboard"));
    const text = await page.getByRole("main").textContent();
    return `${response?.status()} ${text?.replace(/[0-9a-f-]{36}/g, "")}`;
  };
  const stranger = await seen(globex.slug);
  expect(stranger).toMatch(/^404/);
  expect(await seen("nobody-has-this")).toBe(stranger);
});

test("one person works in two workspaces in one browser, and each shows its own", async ({
  page,
  context,
}) => {
  const { organizations } = (await import("./people.ts")).clerkApi();
  const { owner } = acme.people;
  await organizations.createOrganizationMembership({
    organizationId: globex.organizationId,
    userId: owner.id,
    role: "org:viewer",
  });
  await expect.poll(() => roleIn(globex, owner.id)).toBe("viewer");
  await createProject(acme, owner.id, "Only in acme");
  await createProject(globex, globex.people.owner.id, "Only in globex");

  await signInTo(page, acme, "owner", "/projects");
  const other = await context.newPage();
  await other.goto(tenantUrl(globex.slug, "/projects"));
  await expect(other.getByText("Only in globex")).toBeVisible();
  await expect(other.getByText("Only in acme")).toBeHidden();
  await page.reload();
  await expect(page.getByText("Only in acme")).toBeVisible();
  await expect(page.getByText("Only in globex")).toBeHidden();
  await expect(page.getByRole("link", { name: /new project/i })).toBeVisible();
  await expect(other.getByRole("link", { name: /new project/i })).toBeHidden();
});

test("signing out in one workspace signs out of the other", async ({ page, context }) => {
  await signInTo(page, acme, "admin");
  const other = await context.newPage();
  await other.goto(new URL("/workspaces", stack().baseUrl).href);
  await signOut(page);
  await page.waitForURL((url) => url.host === new URL(stack().baseUrl).host);
  await other.reload();
  await other.waitForURL((url) => url.pathname.startsWith("/sign-in"));
  await page.goto(tenantUrl(acme.slug, "/dashboard"));
  await page.waitForURL((url) => url.pathname.startsWith("/sign-in"));
});

const writers: Record<Role, boolean> = { owner: true, admin: true, member: true, viewer: false };
for (const [role, mayWrite] of Object.entries(writers) as [Role, boolean][]) {
  test(`${role}: ${mayWrite ? "creates, edits and archives a project" : "reads, and sees no control that would be refused"}`, async ({
    page,
  }) => {
    await signInTo(page, acme, role);
    await expect(page.getByRole("heading", { level: 1 })).toContainText(acme.people[role].firstName);
    await page.goto(tenantUrl(acme.slug, "/projects"));
    if (mayWrite) await writeProject(page, `Project of ${role}`);
    else await expectNoControls(page);
  });
}

test("a member may archive their own project, and not somebody else's", async ({ page }) => {
  const foreign = await createProject(acme, acme.people.owner.id, "The owner's own");
  await signInTo(page, acme, "member", "/projects");
  const row = page.getByRole("listitem").filter({ hasText: "The owner's own" });
  await expect(row).toBeVisible();
  await expect(row.getByRole("button", { name: /archive/i })).toBeHidden();
  await expect(row.getByRole("checkbox")).toBeHidden();
  expect(await post(page, `/projects/${foreign}/archive`)).toBe(403);
  for (const path of ["/projects/archive", "/projects/restoration"])
    expect(await post(page, path, { id: foreign })).toBe(403);
  expect(await post(page, `/projects/${foreign}/delete`)).toBe(403);
});

test("what a viewer's page does not offer is refused on the server", async ({ page }) => {
  const project = await createProject(acme, acme.people.owner.id, "Not for viewers");
  await signInTo(page, acme, "viewer");
  for (const path of ["/projects/new", `/projects/${project}/edit`, `/projects/${project}/delete`]) {
    expect((await page.goto(tenantUrl(acme.slug, path)))?.status()).toBe(403);
    expect(await post(page, path)).toBe(403);
  }
  for (const path of [`/projects/${project}/archive`, `/projects/${project}/change`])
    expect(await post(page, path)).toBe(403);
  for (const path of ["/projects/archive", "/projects/restoration"])
    expect(await post(page, path, { id: project })).toBe(403);
});

for (const status of ["suspended", "deleting"]) {
  test(`members of a workspace that is ${status} see why; others still see nothing`, async ({ page }) => {
    const closed = await createWorkspace("closed");
    await asAdministrator(
      (sql) => sql`update public.tenants set status = ${status},
        suspended_at = case when ${status} = 'suspended' then now() end,
        deleting_since = case when ${status} = 'deleting' then now() end where slug = ${closed.slug}`,
    );
    await signInTo(page, acme, "owner");
    expect((await page.goto(tenantUrl(closed.slug, "/dashboard")))?.status()).toBe(404);
    await page.context().clearCookies();
    await signIn(page, closed.people.viewer, tenantUrl(closed.slug, "/dashboard"));
    expect((await page.reload())?.status()).toBe(423);
    await expect(page.getByRole("heading", { level: 1 })).toContainText(
      status === "suspended" ? "suspended" : "being deleted",
    );
  });
}

async function writeProject(page: Page, name: string): Promise<void> {
  await page.getByRole("link", { name: /new project/i }).click();
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByRole("button", { name: /create project/i }).click();
  await expect(page.getByText(name, { exact: true })).toBeVisible();
  await page.getByRole("link", { name: `Edit ${name}` }).click();
  await page.getByLabel("Description").fill("Edited.");
  await page.getByRole("button", { name: /save/i }).click();
  await page.waitForURL(tenantUrl(acme.slug, "/projects"));
  const row = page.getByRole("listitem").filter({ hasText: name });
  await row.getByRole("button", { name: /archive/i }).click();
  await expect(row).toBeHidden();
  await expect(page.getByRole("status").filter({ hasText: "is archived" })).toBeVisible();
  await page.goto(tenantUrl(acme.slug, "/projects?archived=1"));
  await expect(page.getByRole("link", { name, exact: true })).toBeVisible();
}

async function expectNoControls(page: Page): Promise<void> {
  await expect(page.getByRole("heading", { level: 1, name: "Projects" })).toBeVisible();
  await expect(page.getByRole("link", { name: /new project|edit|create/i })).toHaveCount(0);
  await expect(page.getByRole("button", { name: /archive|rename|delete|restore/i })).toHaveCount(0);
  await expect(page.locator("main form[method=post]")).toHaveCount(0);
  await expect(page.getByRole("checkbox")).toHaveCount(0);
}

/** Posts as this page's form would, and tells the status. */
async function post(page: Page, path: string, more: Record<string, string> = {}): Promise<number> {
  const fields = { name: "x", description: "", color: "blue", status: "active", ...more };
  return await page.evaluate(
    async ([address, typed]) => {
      const body = new URLSearchParams(typed);
      return (await fetch(address, { method: "POST", body, headers: { accept: "text/html" } })).status;
    },
    [path, fields] as const,
  );
}

async function roleIn(workspace: Workspace, userId: string): Promise<string | undefined> {
  return await asAdministrator(async (sql) => {
    const [row] = await sql<
      { role: string }[]
    >`select role from ${sql(schemaOf(workspace))}.users where id = ${userId}`;
    return row?.role;
  });
}
