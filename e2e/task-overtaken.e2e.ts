import { expect, type Page, test } from "@playwright/test";
import type { Workspace } from "./people.ts";
import { archive, changeTask, tasksOf } from "./rows.ts";
import { listSentForms, nextFrame } from "./signals.ts";
import { tenantUrl } from "./stack.ts";
import { deleteByHand, TaskLists } from "./task-lists.ts";

// Someone else was quicker, in a row or on the board: nothing of theirs is silently overwritten.

let lists: TaskLists;
let acme: Workspace;
const overtaken = "Someone else changed this in the meantime";

test.beforeAll(async ({ browser }) => {
  test.setTimeout(120_000);
  lists = await TaskLists.begin(browser, ["member"]);
  acme = lists.workspace;
});

test("a conflict in My tasks shows the current value and is resolved without a reload", async () => {
  const mine = { title: "Before", assigneeId: acme.people.member.id };
  const { page, project, close } = await lists.open([mine]);
  const [task] = await tasksOf(acme, project);
  await page.goto(tenantUrl(acme.slug, "/my-tasks"));
  await page.waitForLoadState("networkidle");
  await changeTask(acme, task?.id, { title: "Theirs" });
  await rename(page, "Before", "Mine");
  await expect(page.getByRole("alert")).toContainText("“Theirs”");
  await page.getByRole("button", { name: "Keep mine" }).click();
  await expect.poll(() => lists.titles(project)).toEqual(["Mine"]);
  await expect(page.getByRole("alert")).toHaveCount(0);

  await changeTask(acme, task?.id, { status: "doing" });
  await page.getByLabel("Status of “Mine”").selectOption("done");
  await expect(page.getByText(overtaken)).toBeVisible();
  await expect(page.getByLabel("Status of “Mine”")).toHaveValue("doing");
  await page.getByLabel("Status of “Mine”").selectOption("done");
  await expect.poll(async () => (await tasksOf(acme, project))[0]?.status).toBe("done");
  await close();
});

test("only Keep mine saves a late title over someone else's", async () => {
  const { page, project, close } = await lists.open(["Before"]);
  const [task] = await tasksOf(acme, project);
  await changeTask(acme, task?.id, { title: "Theirs" });
  await rename(page, "Before", "Mine");
  await expect(page.getByRole("alert")).toContainText("“Theirs”");
  await expect(page.getByRole("alert")).toContainText("“Mine”");
  const sent = listSentForms(page);
  await page.getByRole("heading", { level: 1 }).click();
  await nextFrame(page);
  expect(sent).toEqual([]);
  expect(await lists.titles(project)).toEqual(["Theirs"]);
  await page.getByRole("button", { name: "Use theirs" }).click();
  await expect(page.getByRole("alert")).toHaveCount(0);
  expect(await lists.titles(project)).toEqual(["Theirs"]);
  await close();
});

test("a refused title is sent once, keeps its input and doesn't trap the focus", async () => {
  const { page, project, close } = await lists.open(["Before"]);
  const sent = listSentForms(page);
  const tooLong = "x".repeat(201);
  await rename(page, "Before", tooLong);
  await expect(page.getByText("Use no more than 200 characters.")).toBeVisible();
  const field = page.getByLabel("Title of “Before”");
  await expect(field).toBeFocused();
  await page.keyboard.press("Tab");
  await nextFrame(page);
  await expect(field).not.toBeFocused();
  await expect(field).toHaveValue(tooLong);
  expect(sent).toEqual([expect.stringMatching(/\/fields\.data$/)]);
  await field.fill("Shorter");
  await page.keyboard.press("Tab");
  await expect.poll(() => lists.titles(project)).toEqual(["Shorter"]);
  await close();
});

test("opening a title and leaving it unchanged reverts no one's change", async () => {
  const { page, project, close } = await lists.open(["Before"]);
  const [task] = await tasksOf(acme, project);
  const release = await holdNewTasks(page);
  await page.getByLabel("Add a task…").fill("Another");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Rename “Before”" }).click();
  await changeTask(acme, task?.id, { title: "Theirs" });
  release();
  await expect(page.getByRole("link", { name: "Another" })).toBeVisible();
  const sent = listSentForms(page);
  await page.keyboard.press("Tab");
  await nextFrame(page);
  expect(sent).toEqual([]);
  expect(await lists.titles(project)).toEqual(["Theirs", "Another"]);
  await close();
});

test("dragging a card that someone else completed doesn't reopen it, nor do its buttons", async () => {
  const { page, project, close } = await lists.open(["One", "Two"]);
  await page.getByRole("link", { name: "Board", exact: true }).click();
  await page.waitForURL(/\/board$/);
  const [one, two] = await tasksOf(acme, project);
  await changeTask(acme, one?.id, { status: "done" });
  await page.locator("li[data-task]").getByRole("link", { name: "One" }).focus();
  for (const [key, said] of [
    ["Space", "You’ve picked up “One”"],
    ["ArrowRight", "“One” would move"],
    ["Space", "“One” is now in position"],
  ] as const) {
    await page.keyboard.press(key);
    await expect(page.locator("[aria-live=assertive]")).toContainText(said);
  }
  await expect(page.getByText(overtaken)).toBeVisible();
  expect(await stored(project)).toEqual(["todo Two", "done One"]);
  await expect(page.getByRole("list", { name: "Done" }).getByRole("link", { name: "One" })).toBeVisible();

  await changeTask(acme, two?.id, { status: "done" });
  await page.getByRole("button", { name: "Move “Two” to In progress" }).click();
  await expect(page.getByText(overtaken)).toHaveCount(2);
  expect(await stored(project)).toContain("done Two");
  await page.getByRole("button", { name: "Move “Two” to In progress" }).click();
  await expect.poll(() => stored(project)).toContain("doing Two");
  await close();
});

for (const arrives of [true, false]) {
  test(`moving a card twice doesn't conflict with itself, ${arrives ? "if the first response was lost" : "if the first request was lost"}`, async () => {
    const { page, project, close } = await lists.open(["One"]);
    await page.getByRole("link", { name: "Board", exact: true }).click();
    await page.waitForURL(/\/board$/);
    const [task] = await tasksOf(acme, project);
    await page.route("**/place.data", async () => {
      if (arrives) await changeTask(acme, task?.id, { status: "doing" });
    });
    await page.getByRole("button", { name: "Move “One” to In progress" }).click();
    await expect.poll(() => stored(project)).toEqual([arrives ? "doing One" : "todo One"]);
    await expect(page.getByRole("button", { name: "Move “One” to To do" })).toBeAttached();
    await page.unroute("**/place.data");
    await page.getByRole("button", { name: "Move “One” to Done" }).click();
    await expect.poll(() => stored(project)).toEqual(["done One"]);
    await expect(page.getByText(overtaken)).toHaveCount(0);
    await close();
  });
}

test("completing a task after someone else's change shows a message at the row's new place", async () => {
  const { page, project, close } = await lists.open(["One"]);
  const [task] = await tasksOf(acme, project);
  await changeTask(acme, task?.id, { status: "doing" });
  await page.getByRole("checkbox", { name: "Mark “One” as done" }).click();
  await expect(page.getByText(overtaken)).toBeVisible();
  expect(await stored(project)).toEqual(["doing One"]);
  await page.getByRole("checkbox", { name: "Mark “One” as done" }).click();
  await expect.poll(() => stored(project)).toEqual(["done One"]);
  await expect(page.getByText(overtaken)).toHaveCount(0);
  await close();
});

test("without scripts completing a task too late changes nothing and says why", async () => {
  const { page, project, close } = await lists.open(["One"], { scripts: false });
  const [task] = await tasksOf(acme, project);
  await changeTask(acme, task?.id, { status: "doing" });
  const answer = page.waitForResponse((response) => response.request().method() === "POST");
  await page.getByRole("checkbox", { name: "Mark “One” as done" }).click();
  expect((await answer).status()).toBe(409);
  expect(await stored(project)).toEqual(["doing One"]);
  await close();
});

test("a failed undo of a deletion is reported in the list and on the task's page", async () => {
  const { page, project, close } = await lists.open(["Mistake"]);
  const path = await deleteByHand(page, "Mistake");
  const other = await lists.openBrowser("member");
  await other.page.goto(path);
  await other.page.waitForLoadState("networkidle");
  await archive(acme, project);
  const gone = "This no longer exists, so nothing was saved.";
  // The list is loaded again after such a refusal, and the message stays.
  const loadedAgain = page.waitForResponse(
    (response) => response.request().method() === "GET" && response.url().includes(".data"),
  );
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByText(gone)).toBeVisible();
  await loadedAgain;
  await nextFrame(page);
  await expect(page.getByText(gone)).toBeVisible();
  await other.page.getByRole("button", { name: "Restore task" }).click();
  await expect(other.page.getByText(gone)).toBeVisible();
  await Promise.all([close(), other.close()]);
});

async function rename(page: Page, from: string, to: string): Promise<void> {
  await page.getByRole("button", { name: `Rename “${from}”` }).click();
  await page.keyboard.insertText(to);
  await page.keyboard.press("Enter");
}

/** @returns a function that releases them. */
async function holdNewTasks(page: Page): Promise<() => void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  await page.route(/\/projects\/[^/]+\.data/, async (route) => {
    if (route.request().method() === "POST") await promise;
    await route.continue();
  });
  return resolve;
}

async function stored(project: string): Promise<string[]> {
  return (await tasksOf(acme, project)).map(({ status, title }) => `${status} ${title}`);
}
