import { expect, type Page, test } from "@playwright/test";
import { asAdministrator, createWorkspace, lastMail, password, signInTo, type Workspace } from "./people.ts";
import { tenantUrl } from "./stack.ts";

// Members are managed on Clerk's own screen; what happens there arrives in the tenant's mirror by webhook.

let acme: Workspace;

test.beforeAll(async () => {
  acme = await createWorkspace("team");
});

test("an owner invites somebody, who signs up by the invitation and works in the workspace", async ({
  page,
  browser,
}) => {
  const email = `guest@${acme.slug}.test`;
  await openMembers(page, "owner");
  await page.getByRole("button", { name: "Invite" }).click();
  await page.getByRole("textbox").last().fill(email);
  await page.keyboard.press("Enter");
  await chooseRole(page, "Viewer");
  await page.getByRole("button", { name: "Send invitations" }).click();
  const { link } = await lastMail(email);

  const guest = await (await browser.newContext()).newPage();
  await guest.goto(link ?? "");
  await guest.getByLabel("Password", { exact: true }).fill(password);
  await guest.getByRole("button", { name: "Continue", exact: true }).click();
  await expect.poll(() => memberOf(acme, email), { timeout: 15_000 }).toBe("viewer active");
  await guest.goto(tenantUrl(acme.slug, "/dashboard"));
  await expect(guest.getByRole("heading", { level: 1 })).toHaveText(`Welcome, ${email}`);
  await guest.context().close();
});

test("a role that is changed at Clerk is the role in the workspace, and who is removed is out", async ({
  page,
  browser,
}) => {
  const viewer = await (await browser.newContext()).newPage();
  await signInTo(viewer, acme, "viewer", "/projects");
  await expect(viewer.getByRole("heading", { level: 1, name: "Projects" })).toBeVisible();
  await expect(viewer.getByRole("link", { name: "New project" })).toHaveCount(0);

  await openMembers(page, "owner");
  const { email } = acme.people.viewer;
  const row = page.getByRole("row").filter({ hasText: email });
  await row.getByRole("button", { name: "Viewer" }).click();
  await chooseRole(page, "Member");
  await expect.poll(() => memberOf(acme, email)).toBe("member active");
  await viewer.reload();
  await expect(viewer.getByRole("link", { name: "New project" }).first()).toBeVisible();

  await row.getByRole("button").last().click();
  await page.getByRole("menuitem", { name: /remove/i }).click();
  await expect.poll(() => memberOf(acme, email)).toBe("member gone");
  expect((await viewer.reload())?.status()).toBe(404);
  await viewer.context().close();
});

test("members and viewers see who is there, and no way to change it", async ({ page }) => {
  await signInTo(page, acme, "member", "/members");
  await expect(page.getByText(acme.people.owner.email)).toBeVisible();
  await expect(page.getByRole("button", { name: "Invite" })).toHaveCount(0);
});

async function openMembers(page: Page, role: "owner" | "admin"): Promise<void> {
  await signInTo(page, acme, role, "/members");
  await expect(page.getByRole("button", { name: "Invite" })).toBeVisible();
}

/** Clerk's list of roles has no roles of its own for assistive technology: its class is the only handle. */
async function chooseRole(page: Page, role: string): Promise<void> {
  const option = page.locator(".cl-selectOption", { hasText: role });
  if (!(await option.first().isVisible())) await page.getByRole("button", { name: "Select role" }).click();
  await option.first().click();
}

async function memberOf({ slug }: Workspace, email: string): Promise<string | undefined> {
  return await asAdministrator(async (sql) => {
    const users = sql(`tenant_${slug.replaceAll("-", "_")}.users`);
    const [row] = await sql<{ role: string; is_active: boolean }[]>`
      select role, is_active from ${users} where email = ${email}`;
    return row && `${row.role} ${row.is_active ? "active" : "gone"}`;
  });
}
