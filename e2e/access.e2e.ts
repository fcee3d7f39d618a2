import { expect, test } from "@playwright/test";
import {
  asAdministrator,
  clerkApi,
  createWorkspace,
  password,
  signIn,
  signInTo,
  signOut,
  type Workspace,
} from "./people.ts";
import { createProject, schemaOf } from "./rows.ts";
import { stack, tenantUrl } from "./stack.ts";

// Ways in and out: a deep link, two workspaces in one browser, sign-out, a closed workspace.

let acme: Workspace;
let globex: Workspace;

test.beforeAll(async () => {
  [acme, globex] = await Promise.all([createWorkspace("acme"), createWorkspace("globex")]);
});

test("a deep link leads through sign-in with a password and back to its page", async ({ page }) => {
  const destination = tenantUrl(acme.slug, "/projects?archived=1");
  await page.goto(destination);
  await page.waitForURL((url) => url.pathname.startsWith("/sign-in"));
  await page.getByLabel("Email address").fill(acme.people.member.email);
  await page.getByRole("button", { name: "Continue", exact: true }).click();
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Continue", exact: true }).click();
  await page.waitForURL(destination);
});

test("a person works in two workspaces in one browser, and each shows only its own projects", async ({
  page,
  context,
}) => {
  const { owner } = acme.people;
  await clerkApi().organizations.createOrganizationMembership({
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

test("signing out in one workspace signs out of all", async ({ page, context }) => {
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

test("members of a closed workspace see why, and others still get a 404", async ({ page }) => {
  const closed = await createWorkspace("closed");
  const close = (status: "suspended" | "deleting") =>
    asAdministrator(
      (sql) => sql`update public.tenants set status = ${status},
        suspended_at = case when ${status} = 'suspended' then now() end,
        deleting_since = case when ${status} = 'deleting' then now() end where slug = ${closed.slug}`,
    );
  await close("suspended");
  await signInTo(page, acme, "owner");
  expect((await page.goto(tenantUrl(closed.slug, "/dashboard")))?.status()).toBe(404);
  await page.context().clearCookies();
  await signIn(page, closed.people.viewer, tenantUrl(closed.slug, "/dashboard"));
  expect((await page.reload())?.status()).toBe(423);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("suspended");
  await close("deleting");
  await expect.poll(async () => (await page.reload())?.status()).toBe(423);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("being deleted");
});

async function roleIn(workspace: Workspace, userId: string): Promise<string | undefined> {
  return await asAdministrator(async (sql) => {
    const [row] = await sql<
      { role: string }[]
    >`select role from ${sql(schemaOf(workspace))}.users where id = ${userId}`;
    return row?.role;
  });
}
