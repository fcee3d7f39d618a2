import { type Browser, expect, type Page, test } from "@playwright/test";
import { asAdministrator, createWorkspace, type Role, signedInState, type Workspace } from "./people.ts";
import { createProject, createTasks, schemaOf } from "./rows.ts";
import { tenantUrl } from "./stack.ts";

// When the server refuses a change, the page stays, says why and keeps the input.

let acme: Workspace;
const states = new Map<Role, Awaited<ReturnType<typeof signedInState>>>();

test.beforeAll(async ({ browser }) => {
  acme = await createWorkspace("refused");
  for (const role of ["owner", "member"] as const) states.set(role, await signedInState(browser, acme, role));
});

const gone = "This no longer exists, so nothing was saved.";
const notAllowed = "You don’t have permission to do this, so nothing was saved.";
const closed = "This workspace is currently closed, so nothing was saved.";

test("in the list, a new name for an archived project is shown with the reason it wasn't saved", async ({
  browser,
}) => {
  const id = await createProject(acme, acme.people.owner.id, "Apollo");
  const page = await open(browser, "owner", "/projects");
  await page.getByRole("button", { name: "Rename Apollo" }).click();
  await page.keyboard.type("Artemis");
  await change(`update SCHEMA.projects set archived_at = now() where id = '${id}'`);
  await page.keyboard.press("Enter");
  const alert = page.getByRole("alert");
  await expect(alert).toContainText(`Apollo: ${gone} You entered “Artemis”.`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Projects");
  await expect(page.getByRole("link", { name: "Apollo", exact: true })).toBeHidden();
});

test("in the list, a project the member may no longer archive stays, with a message", async ({ browser }) => {
  const { member, owner } = acme.people;
  const id = await createProject(acme, member.id, "Gemini");
  const page = await open(browser, "member", "/projects");
  await change(`update SCHEMA.projects set owner_id = '${owner.id}' where id = '${id}'`);
  await page.getByRole("button", { name: "Archive Gemini" }).click();
  await expect(page.getByRole("alert")).toContainText(`Gemini: ${notAllowed}`);
  await expect(page.getByRole("link", { name: "Gemini", exact: true })).toBeVisible();
  await expect(page.getByRole("button", { name: "Archive Gemini" })).toBeHidden();
});

test("in the list, a new name survives while the workspace is closed", async ({ browser }) => {
  await createProject(acme, acme.people.owner.id, "Soyuz");
  const page = await open(browser, "owner", "/projects");
  await page.getByRole("button", { name: "Rename Soyuz" }).click();
  await page.keyboard.type("Soyuz TM");
  await suspend("suspended");
  await page.keyboard.press("Enter");
  await expect(page.getByText(closed)).toBeVisible();
  await expect(page.getByRole("textbox", { name: "Rename Soyuz" })).toHaveValue("Soyuz TM");
  await suspend("active");
});

test("in the list, a failed undo is reported once", async ({ browser }) => {
  const id = await createProject(acme, acme.people.owner.id, "Voyager");
  const page = await open(browser, "owner", "/projects");
  await page.getByRole("button", { name: "Archive Voyager" }).click();
  await expect(page.getByText("“Voyager” archived.")).toBeVisible();
  await change(`delete from SCHEMA.projects where id = '${id}'`);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByText(gone).first()).toBeVisible();
  await expect(page.getByText(gone)).toHaveCount(1);
});

test("in the list, a conflict shows both versions although the row is filtered out, and either can be kept", async ({
  browser,
}) => {
  const id = await createProject(acme, acme.people.owner.id, "Mercury");
  const page = await open(browser, "owner", "/projects?status=active&q=mercury");
  await change(`update SCHEMA.projects set status = 'paused', version = version + 1 where id = '${id}'`);
  await page.getByLabel("Status of Mercury").selectOption("done");
  const alert = page.getByRole("alert");
  await expect(alert).toContainText("set this to Paused in the meantime. You chose Done.");
  await expect(page.getByRole("heading", { name: "No matching projects" })).toBeVisible();
  await alert.getByRole("button", { name: "Keep mine" }).click();
  await expect(alert).toBeHidden();
  await expect
    .poll(() => read(`select status from SCHEMA.projects where id = '${id}'`))
    .toMatchObject([{ status: "done" }]);
});

test("a project's form keeps its input when the project is gone", async ({ browser }) => {
  const id = await createProject(acme, acme.people.owner.id, "Skylab");
  const page = await open(browser, "owner", `/projects/${id}/edit`);
  await page.getByLabel("Description").fill("Typed for long");
  await change(`delete from SCHEMA.projects where id = '${id}'`);
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByRole("alert")).toContainText(gone);
  await expect(page.getByLabel("Description")).toHaveValue("Typed for long");
});

test("a task's form keeps its input while the role forbids saving", async ({ browser }) => {
  const { owner, member } = acme.people;
  const project = await createProject(acme, owner.id, "Voyager");
  const [task] = await createTasks(acme, project, [{ title: "Record" }]);
  const page = await open(browser, "member", `/projects/${project}/tasks/${task}`);
  await page.getByLabel("Notes").fill("Typed for long");
  await change(`update SCHEMA.users set role = 'viewer' where id = '${member.id}'`);
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByRole("alert")).toContainText(notAllowed);
  await expect(page.getByLabel("Notes")).toHaveValue("Typed for long");
  await change(`update SCHEMA.users set role = 'member' where id = '${member.id}'`);
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();
  const rows = await read(`select notes from SCHEMA.tasks where id = '${task}'`);
  expect(rows).toMatchObject([{ notes: "Typed for long" }]);
});

test("a new project's form keeps its input while the workspace is closed", async ({ browser }) => {
  const page = await open(browser, "owner", "/projects/new");
  await page.getByLabel("Name").first().fill("Pioneer");
  await suspend("suspended");
  await page.getByRole("button", { name: "Create project" }).first().click();
  await expect(page.getByRole("alert")).toContainText(closed);
  await expect(page.getByLabel("Name").first()).toHaveValue("Pioneer");
  await suspend("active");
});

test("the welcome form keeps its input while the workspace is closed", async ({ browser }) => {
  const page = await open(browser, "member", "/welcome");
  await page.getByLabel("First name").fill("Valentina");
  await suspend("suspended");
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByRole("alert")).toContainText(closed);
  await expect(page.getByLabel("First name")).toHaveValue("Valentina");
  await suspend("active");
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page).toHaveURL(/\/dashboard/);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Valentina");
});

test("the invitation form keeps its input when the role no longer allows sending", async ({ browser }) => {
  const page = await open(browser, "owner", "/members");
  await page.getByLabel("Email addresses").fill("valentina@vostok.test, yuri@vostok.test");
  await become("viewer");
  await page.getByRole("button", { name: "Invite", exact: true }).click();
  await expect(page.getByRole("alert")).toContainText(notAllowed);
  // The browser removes the space.
  await expect(page.getByLabel("Email addresses")).toHaveValue("valentina@vostok.test,yuri@vostok.test");
  await become("owner");
});

test("half-typed invitations survive a refused role change and a refused removal", async ({ browser }) => {
  const page = await open(browser, "owner", "/members");
  await page.getByLabel("Email addresses").fill("valentina@vostok.test");
  await become("member");
  const row = page
    .getByRole("list", { name: "Members" })
    .getByRole("listitem")
    .filter({ hasText: acme.people.viewer.email });
  const menu = row.locator("summary");
  await menu.click();
  await row.getByRole("button", { name: /^Admin/ }).click();
  await expect(row.getByRole("alert")).toContainText(notAllowed);
  // The menu would cover the message.
  await expect(row.locator("details")).not.toHaveAttribute("open");
  await expect(menu).toBeFocused();
  await expect(page.getByLabel("Email addresses")).toHaveValue("valentina@vostok.test");
  await become("owner");
  await suspend("suspended");
  await menu.click();
  await row.locator("form").last().getByRole("button").click();
  await page
    .getByRole("alertdialog")
    .getByRole("button", { name: /^Remove/ })
    .click();
  await expect(row.getByText(closed)).toBeVisible();
  await expect(page.getByLabel("Email addresses")).toHaveValue("valentina@vostok.test");
  await suspend("active");
});

test("the address form keeps its input when the role no longer allows the change", async ({ browser }) => {
  const page = await open(browser, "owner", "/settings/address");
  await page.getByLabel("New address").fill("vostok");
  await page.getByLabel(/Type the current address/).fill(acme.slug);
  await become("admin");
  await page.getByRole("button", { name: "Change address" }).click();
  await expect(page.getByRole("alert")).toContainText(notAllowed);
  await expect(page.getByLabel("New address")).toHaveValue("vostok");
  await expect(page.getByLabel(/Type the current address/)).toHaveValue(acme.slug);
  await become("owner");
});

test("deleting a workspace that was closed in the meantime shows a message", async ({ browser }) => {
  const page = await open(browser, "owner", "/settings/delete");
  await page.getByRole("textbox").fill(acme.slug);
  await suspend("suspended");
  await page.getByRole("button", { name: "Delete workspace" }).click();
  await expect(page.getByRole("alert")).toContainText(closed);
  await expect(page.getByRole("textbox")).toHaveValue(acme.slug);
  await suspend("active");
});

test("the settings form keeps its input while the role forbids saving", async ({ browser }) => {
  const page = await open(browser, "owner", "/settings");
  await page.setViewportSize({ width: 390, height: 700 });
  await page.getByLabel("Time zone").selectOption("Asia/Almaty");
  await page.getByRole("radio", { name: "Teal" }).check({ force: true });
  await become("member");
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByRole("alert")).toContainText(notAllowed);
  await expect(page.getByRole("alert")).toBeInViewport();
  await expect(page.getByLabel("Time zone")).toHaveValue("Asia/Almaty");
  await expect(page.getByRole("radio", { name: "Teal" })).toBeChecked();
  await become("owner");
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByText("Saved.", { exact: true })).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("data-time-zone", "Asia/Almaty");
});

test("a refused logo leaves the rest of the settings as typed", async ({ browser }) => {
  const page = await open(browser, "owner", "/settings");
  await page.getByLabel("Name", { exact: true }).fill("Typed before");
  await page
    .getByLabel("Image")
    .setInputFiles({ name: "a.png", mimeType: "image/png", buffer: Buffer.of(1) });
  await suspend("suspended");
  await page.getByRole("button", { name: "Upload" }).click();
  await expect(page.getByRole("alert")).toContainText(closed);
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue("Typed before");
  await suspend("active");
});

test("a task the member may no longer delete stays, with unsaved input", async ({ browser }) => {
  const { owner, member } = acme.people;
  const project = await createProject(acme, owner.id, "Salyut");
  const [task] = await createTasks(acme, project, [{ title: "Dock" }]);
  const page = await open(browser, "member", `/projects/${project}/tasks/${task}`);
  await page.getByLabel("Notes").fill("Typed for long");
  await change(`update SCHEMA.users set role = 'viewer' where id = '${member.id}'`);
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await expect(page.getByRole("alert")).toContainText(notAllowed);
  await expect(page.getByLabel("Notes")).toHaveValue("Typed for long");
  await change(`update SCHEMA.users set role = 'member' where id = '${member.id}'`);
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await expect(page.getByText("“Dock” deleted")).toBeVisible();
});

async function open(browser: Browser, role: Role, path: string): Promise<Page> {
  const context = await browser.newContext({ locale: "en-GB", storageState: states.get(role) });
  const page = await context.newPage();
  await page.goto(tenantUrl(acme.slug, path));
  await page.waitForLoadState("networkidle");
  return page;
}

async function change(statement: string): Promise<void> {
  await read(statement);
}

/** Gives the owner another role. */
async function become(role: Role): Promise<void> {
  await change(`update SCHEMA.users set role = '${role}' where id = '${acme.people.owner.id}'`);
}

async function read(statement: string) {
  return await asAdministrator(async (sql) => [
    ...(await sql.unsafe(statement.replace("SCHEMA", schemaOf(acme)))),
  ]);
}

async function suspend(status: "active" | "suspended"): Promise<void> {
  const since = status === "suspended" ? "now()" : "null";
  await asAdministrator((sql) =>
    sql.unsafe(
      `update public.tenants set status = '${status}', suspended_at = ${since} where slug = '${acme.slug}'`,
    ),
  );
}
