import { type BrowserContext, expect, type Page, test } from "@playwright/test";
import type { Workspace } from "./people.ts";
import { tasksOf } from "./rows.ts";
import { hostileTitle, TaskLists } from "./task-lists.ts";

// A task's input is not lost when it is refused, without scripts, or after the session token expired.

let lists: TaskLists;
let acme: Workspace;

test.beforeAll(async ({ browser }) => {
  // Creates a workspace and signs in one person.
  test.setTimeout(120_000);
  lists = await TaskLists.begin(browser, ["member"]);
  acme = lists.workspace;
});

test("refused changes are reverted with a message, and the input stays", async () => {
  const { page, project, close } = await lists.open(["One"]);
  await page.getByRole("textbox", { name: "Add a task" }).fill("x".repeat(201));
  await page.keyboard.press("Enter");
  await expect(page.getByText("Use no more than 200 characters.")).toBeVisible();
  await expect(page.getByText("x".repeat(201))).toBeVisible();
  await page.getByRole("button", { name: "Discard" }).click();
  await page.getByRole("button", { name: "Rename “One”" }).click();
  await page.keyboard.insertText("y".repeat(201));
  await page.keyboard.press("Enter");
  await expect(page.getByText("Use no more than 200 characters.")).toBeVisible();
  await expect(page.getByLabel("Title of “One”")).toHaveValue("y".repeat(201));
  await page.keyboard.press("Escape");
  await page.route("**/*.data", (route) =>
    route.request().method() === "POST" ? route.abort() : route.continue(),
  );
  await page.getByRole("checkbox", { name: "Mark “One” as done" }).click();
  await page.getByRole("textbox", { name: "Add a task" }).fill("Waits");
  await page.keyboard.press("Enter");
  await expect(page.getByText("The server didn’t respond, so this may not have been saved.")).toBeVisible();
  await page.unroute("**/*.data");
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByRole("link", { name: "Waits" })).toBeVisible();
  await expect(async () => {
    await page.reload();
    await expect(page.getByRole("checkbox", { name: "Mark “One” as done" })).toBeChecked({ timeout: 1_000 });
  }).toPass({ timeout: 10_000 });
  expect((await lists.titles(project)).sort()).toEqual(["One", "Waits"]);
  await close();
});

test("without scripts tasks are added, found, completed, edited, deleted and restored", async () => {
  const { page, project, close } = await lists.open(["Old one"], { scripts: false });
  await page.getByRole("textbox", { name: "Add a task" }).fill("z".repeat(201));
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await expect(page.getByText("Use no more than 200 characters.")).toBeVisible();
  await expect(page.getByRole("textbox", { name: "Add a task" })).toHaveValue("z".repeat(201));
  await page.getByRole("textbox", { name: "Add a task" }).fill("New one");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await expect(page.getByRole("link", { name: "New one" })).toBeVisible();
  await page.getByLabel("Status of “New one”").selectOption("In progress");
  await page.locator("li", { hasText: "New one" }).getByRole("button", { name: "Save" }).click();
  await page.getByRole("checkbox", { name: "Mark “Old one” as done" }).click();
  await expect
    .poll(async () => (await tasksOf(acme, project)).map(({ status }) => status))
    .toEqual(["doing", "done"]);
  await page.getByRole("searchbox", { name: "Search tasks" }).fill("new");
  await page.getByRole("button", { name: "Apply", exact: true }).click();
  await expect(page.getByRole("link", { name: "Old one" })).toBeHidden();
  await page.getByRole("link", { name: "New one" }).click();
  await page.getByLabel("Title").fill("");
  await page.getByLabel("Notes").fill("Typed first");
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByText("This field is required.")).toBeVisible();
  await expect(page.getByLabel("Notes")).toHaveValue("Typed first");
  await page.getByLabel("Title").fill("Newer one");
  await page.getByRole("button", { name: "Save changes" }).click();
  expect(await tasksOf(acme, project)).toMatchObject([{ title: "Newer one", notes: "Typed first" }, {}]);
  await page.getByRole("button", { name: "Delete" }).click();
  await expect(page.getByText("“Newer one” deleted")).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByRole("link", { name: "Newer one" })).toBeVisible();
  await close();
});

for (const scripts of [true, false]) {
  test(`what is sent ${scripts ? "with" : "without"} scripts after the session token expired is not lost`, async () => {
    const { page, context, project, close } = await lists.open(["Kept"], { scripts });
    await forgetToken(page, context);
    await page.getByRole("textbox", { name: "Add a task" }).fill(hostileTitle);
    await page.getByRole("button", { name: "Add", exact: true }).click();
    if (!scripts) await sendAgain(page);
    await expect(page.getByRole("link", { name: hostileTitle, exact: true })).toBeVisible();
    await page.getByRole("link", { name: "Kept" }).click();
    await page.waitForURL(/\/tasks\//);
    await page.waitForLoadState("networkidle");
    await page.getByLabel("Notes").fill(`Line one\nLine two ${"x".repeat(1900)}`);
    await forgetToken(page, context);
    await page.getByRole("button", { name: "Save changes" }).click();
    if (!scripts) await sendAgain(page);
    await expect.poll(async () => (await tasksOf(acme, project))[0]?.notes).toMatch(/^Line one/);
    await close();
  });
}

/** The page's frame renews the token first. */
async function sendAgain(page: Page): Promise<void> {
  await expect(page.getByRole("heading", { name: "Your session expired" })).toBeVisible();
  await page.waitForLoadState("networkidle");
  await page.getByRole("button", { name: "Send again" }).click();
}

/** As after a minute of sleep: the session lasts, but its token is gone. */
async function forgetToken(page: Page, context: BrowserContext): Promise<void> {
  await page.waitForLoadState("networkidle");
  await context.clearCookies({ name: /^__session/ });
}
