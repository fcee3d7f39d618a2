import { type BrowserContext, expect, type Page, test } from "@playwright/test";
import { asAdministrator, createWorkspace, signedInState, type Workspace } from "./people.ts";
import { createProject, createTasks, schemaOf } from "./rows.ts";
import { tenantUrl } from "./stack.ts";

// Forms that are sent after the session token expired: with scripts no one notices, without them a page sends them again.

let acme: Workspace;
let storageState: Awaited<ReturnType<typeof signedInState>>;

test.beforeAll(async ({ browser }) => {
  acme = await createWorkspace("renewed");
  storageState = await signedInState(browser, acme, "owner");
});

test.use({ locale: "en-GB" });
test.beforeEach(async ({ context }) => context.addCookies(storageState.cookies));

test("with scripts a small change is made as if the token had not expired", async ({ page, context }) => {
  await createProject(acme, acme.people.owner.id, "Apollo");
  const id = await createProject(acme, acme.people.owner.id, "Mercury");
  await open(page, tenantUrl(acme.slug, "/projects?q=apo"));
  await page.getByRole("button", { name: "Rename Apollo" }).click();
  await page.keyboard.type("Apollo 11");
  await forgetToken(context);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("link", { name: "Apollo 11", exact: true })).toBeVisible();
  await set(id, "archived_at = now()");
  await open(page, tenantUrl(acme.slug, `/projects/${id}/delete`));
  await forgetToken(context);
  await page.getByRole("button", { name: "Delete permanently" }).click();
  await expect(page.getByText("“Mercury” deleted.")).toBeVisible();
});

test("with scripts notes of any length are saved after the token expired", async ({ page, context }) => {
  const { task, url } = await taskToWrite("Luna");
  await open(page, url);
  await page.getByLabel("Notes").fill(long);
  await forgetToken(context);
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();
  expect(await notesOf(task)).toBe(long);
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("a page shows what was typed, and one button sends it", async ({ page, context }) => {
    const { task, url } = await taskToWrite("Lunokhod");
    await page.goto(url);
    await page.getByLabel("Notes").fill(long);
    await forgetToken(context);
    await page.getByRole("button", { name: "Save changes" }).click();
    await expect(page.getByRole("heading", { name: "Your session expired" })).toBeVisible();
    await expect(page.getByRole("textbox")).toHaveValue(long);
    await page.waitForLoadState("networkidle");
    await page.getByRole("button", { name: "Send again" }).click();
    await expect(page.getByLabel("Notes")).toHaveValue(long);
    expect(await notesOf(task)).toBe(long);
  });

  test("where its frame cannot renew the token, the page comes back, and its link does it", async ({
    page,
    context,
  }) => {
    const { task, url } = await taskToWrite("Venera");
    await page.goto(url);
    await page.getByLabel("Notes").fill("Hot");
    // Its redirect to Clerk cannot be intercepted, so the frame's own request fails.
    await context.route(url, (route) =>
      route.request().method() === "GET" ? route.abort() : route.continue(),
    );
    await forgetToken(context);
    await page.getByRole("button", { name: "Save changes" }).click();
    await page.getByRole("button", { name: "Send again" }).click();
    await expect(page.getByRole("heading", { name: "Your session expired" })).toBeVisible();
    expect(await notesOf(task)).toBe("");
    await context.unrouteAll();
    const [beside] = await Promise.all([
      context.waitForEvent("page"),
      page.getByRole("link", { name: "Open the page in a new tab" }).click(),
    ]);
    await expect(beside.getByLabel("Notes")).toHaveValue("");
    await page.getByRole("button", { name: "Send again" }).click();
    await expect(page.getByLabel("Notes")).toHaveValue("Hot");
  });
});

/** As long as notes may be. */
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

/** As after a minute of sleep: the session lasts, but its token is gone. */
async function forgetToken(context: BrowserContext): Promise<void> {
  await context.clearCookies({ name: /^__session/ });
}

async function set(id: string, assignment: string): Promise<void> {
  await asAdministrator((sql) =>
    sql.unsafe(`update ${schemaOf(acme)}.projects set ${assignment} where id = '${id}'`),
  );
}
