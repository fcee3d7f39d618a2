import { type BrowserContext, expect, type Page, test } from "@playwright/test";
import { asAdministrator, createWorkspace, signedInState, type Workspace } from "./people.ts";
import { createProject, createTasks, schemaOf } from "./rows.ts";
import { tenantUrl } from "./stack.ts";

// Small changes after the session token expired: the page says that they were not made, and no other page is affected.

let acme: Workspace;
let storageState: Awaited<ReturnType<typeof signedInState>>;

test.beforeAll(async ({ browser }) => {
  acme = await createWorkspace("renewed");
  storageState = await signedInState(browser, acme, "owner");
});

test.use({ locale: "en-GB" });
test.beforeEach(async ({ context }) => context.addCookies(storageState.cookies));

const renewed = "We had to renew your sign-in";

test("an inline rename of a project is not applied; the new name is shown once", async ({
  page,
  context,
}) => {
  await createProject(acme, acme.people.owner.id, "Apollo");
  const list = tenantUrl(acme.slug, "/projects?q=apo");
  await open(page, list);
  await page.getByRole("button", { name: "Rename Apollo" }).click();
  await page.keyboard.type("Artemis");
  await forgetToken(page, context);
  await page.keyboard.press("Enter");
  await expect(page.getByText(`${renewed}, so nothing was changed. Please try again.`)).toContainText(
    "You entered “Artemis”.",
  );
  await expect(page).toHaveURL(list);
  await expect(page.getByRole("link", { name: "Apollo", exact: true })).toBeVisible();
  await open(page, list);
  await expect(page.getByText(renewed)).toBeHidden();
});

test("a title typed in My tasks is offered again in its row, or shown if the row is gone", async ({
  page,
  context,
}) => {
  const project = await createProject(acme, acme.people.owner.id, "Gemini");
  const [task] = await createTasks(acme, project, [{ title: "Walk", assigneeId: acme.people.owner.id }]);
  for (const isGone of [false, true]) {
    await open(page, tenantUrl(acme.slug, "/my-tasks"));
    await page.getByRole("button", { name: "Rename “Walk”" }).click();
    await page.keyboard.type("Walk in space");
    await forgetToken(page, context);
    if (isGone) await setTask(String(task), "assignee_id = null");
    await page.keyboard.press("Enter");
    await expect(page.getByText(renewed)).toBeVisible();
    if (isGone) await expect(page.getByText("You entered “Walk in space”.")).toBeVisible();
    else await expect(page.getByLabel("Title of “Walk”")).toHaveValue("Walk in space");
  }
});

test("confirmation pages ask to repeat the action", async ({ page, context }) => {
  const id = await createProject(acme, acme.people.owner.id, "Mercury");
  const [task] = await createTasks(acme, id, [{ title: "Orbit", notes: "Three times" }]);
  await open(page, tenantUrl(acme.slug, `/projects/${id}/tasks/${task}`));
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await expect(page.getByText("“Orbit” deleted")).toBeVisible();
  await open(page, tenantUrl(acme.slug, `/projects/${id}/tasks/${task}`));
  await forgetToken(page, context);
  await page.getByRole("button", { name: "Restore task" }).click();
  await expect(page.getByText(renewed)).toBeVisible();
  await page.getByRole("button", { name: "Restore task" }).click();
  await expect(page.getByLabel("Notes")).toHaveValue("Three times");

  await set(id, "archived_at = now()");
  await open(page, tenantUrl(acme.slug, `/projects/${id}/delete`));
  await forgetToken(page, context);
  await page.getByRole("button", { name: "Delete permanently" }).click();
  await expect(page.getByText(renewed)).toBeVisible();
  await page.getByRole("button", { name: "Delete permanently" }).click();
  await expect(page.getByText("“Mercury” deleted.")).toBeVisible();
});

test("restoring a workspace with an expired sign-in changes nothing and says so", async ({
  page,
  context,
  browser,
}) => {
  const workspace = await createWorkspace("closing");
  await context.clearCookies();
  await context.addCookies((await signedInState(browser, workspace, "owner")).cookies);
  await asAdministrator(
    (sql) =>
      sql`update public.tenants set status = 'deleting', deleting_since = now() where slug = ${workspace.slug}`,
  );
  await open(page, tenantUrl(workspace.slug, "/restore"));
  await forgetToken(page, context);
  await page.getByRole("button", { name: "Restore" }).click();
  await expect(page.getByText(renewed)).toBeVisible();
});

test("notes too long to keep stay in the page and are saved after the sign-in is renewed", async ({
  page,
  context,
}) => {
  const { task, url } = await taskToWrite("Luna");
  await open(page, url);
  await page.getByLabel("Notes").fill(long);
  await forgetToken(page, context);
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByRole("alert")).toHaveText("This couldn’t be saved. Try again in a moment.");
  await expect(page.getByLabel("Notes")).toHaveValue(long);
  await expect.poll(async () => (await context.cookies(url)).map(({ name }) => name)).toContain("__session");
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();
  expect(await notesOf(task)).toBe(long);
});

test("without scripts long notes are shown again, to be sent after renewing the sign-in", async ({
  browser,
}) => {
  const context = await browser.newContext({ javaScriptEnabled: false, locale: "en-GB", storageState });
  const page = await context.newPage();
  const { task, url } = await taskToWrite("Lunokhod");
  await page.goto(url);
  await page.getByLabel("Notes").fill(long);
  await context.clearCookies({ name: /^__session/ });
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByRole("heading", { name: "Your sign-in expired" })).toBeVisible();
  await expect(page.getByRole("textbox")).toHaveValue(long);
  const [beside] = await Promise.all([
    context.waitForEvent("page"),
    page.getByRole("link", { name: "Renew your sign-in" }).click(),
  ]);
  await expect(beside.getByLabel("Notes")).toHaveValue("");
  await page.getByRole("button", { name: "Send it again" }).click();
  await expect(page.getByLabel("Notes")).toHaveValue(long);
  expect(await notesOf(task)).toBe(long);
  await context.close();
});

/** As long as notes may be, of characters that don't compress well. */
const long = String.fromCodePoint(
  ...Array.from({ length: 10_000 }, (_, index) => 0x4e00 + ((index * 7919) % 20_000)),
);

async function taskToWrite(project: string): Promise<{ task: string; url: string }> {
  const id = await createProject(acme, acme.people.owner.id, project);
  const [task = ""] = await createTasks(acme, id, [{ title: "Land" }]);
  return { task, url: tenantUrl(acme.slug, `/projects/${id}/tasks/${task}`) };
}

async function notesOf(task: string): Promise<string | undefined> {
  const [row] = await asAdministrator((sql) =>
    sql.unsafe<{ notes: string }[]>(`select notes from ${schemaOf(acme)}.tasks where id = '${task}'`),
  );
  return row?.notes;
}

/** Loads a page until its scripts run. */
async function open(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.waitForLoadState("networkidle");
}

/** Like waking after a minute of sleep: the session is valid, but its token is gone. */
async function forgetToken(page: Page, context: BrowserContext): Promise<void> {
  await page.evaluate(() => window.stop()).catch(() => {});
  await context.clearCookies({ name: /^__session/ });
}

async function set(id: string, assignment: string): Promise<void> {
  await asAdministrator((sql) =>
    sql.unsafe(`update ${schemaOf(acme)}.projects set ${assignment} where id = '${id}'`),
  );
}

async function setTask(id: string, assignment: string): Promise<void> {
  await asAdministrator((sql) =>
    sql.unsafe(`update ${schemaOf(acme)}.tasks set ${assignment} where id = '${id}'`),
  );
}
