import { expect, type Page, type Request, test } from "@playwright/test";
import type { Workspace } from "./people.ts";
import { archive, restore } from "./rows.ts";
import { TaskLists } from "./task-lists.ts";

// Queued new tasks whose author has gone to another page.

let lists: TaskLists;
let acme: Workspace;

test.beforeAll(async ({ browser }) => {
  lists = await TaskLists.begin(browser, ["member"]);
  acme = lists.workspace;
});

test("tasks typed in quick succession arrive in order, even if their author leaves the page", async () => {
  const { page, project, close } = await lists.open([]);
  const { release, answered, areInTurn } = await holdNewTasks(page);
  for (const title of ["One", "Two", "Three"]) await add(page, title);
  await page.getByRole("link", { name: "Board", exact: true }).click();
  await page.waitForURL(/\/board$/);
  await expect(page.getByRole("list", { name: "Saving" }).getByRole("listitem")).toHaveCount(3);
  await goToMyTasks(page);
  release();
  await expect.poll(() => lists.titles(project)).toEqual(["One", "Two", "Three"]);
  await expect.poll(() => answered.length).toBe(3);
  expect(areInTurn()).toBe(true);
  await page.goBack();
  await expect(page.getByRole("list", { name: "Saving" })).toHaveCount(0);
  await close();
});

test("a task refused after its author left the page is reported where they are and blocks no other", async () => {
  const { page, project, close } = await lists.open([]);
  const { release } = await holdNewTasks(page);
  for (const title of ["x".repeat(201), "Two"]) await add(page, title);
  await goToMyTasks(page);
  release();
  await expect(page.getByRole("alert")).toContainText("Use no more than 200 characters.");
  await expect.poll(() => lists.titles(project)).toEqual(["Two"]);
  await page.getByRole("button", { name: "Discard" }).click();
  await expect(page.getByRole("alert")).toHaveCount(0);
  await close();
});

test("a project archived in the meantime accepts no tasks, and each refusal is reported", async () => {
  const { page, project, close } = await lists.open([]);
  const { release } = await holdNewTasks(page);
  for (const title of ["One", "Two"]) await add(page, title);
  await goToMyTasks(page);
  await archive(acme, project);
  release();
  await expect(page.getByRole("alert")).toHaveCount(2);
  await expect(page.getByText("Two")).toBeVisible();
  await restore(acme, project);
  await page.getByRole("button", { name: "Try again" }).first().click();
  await expect.poll(() => lists.titles(project)).toEqual(["One"]);
  await expect(page.getByRole("alert")).toHaveCount(1);
  await close();
});

test("closing the page with a queued or refused task asks first", async () => {
  const { page, close } = await lists.open([]);
  await add(page, "x".repeat(201));
  await expect(page.getByRole("alert")).toContainText("Use no more than 200 characters.");
  await goToMyTasks(page);
  const asked = page.waitForEvent("dialog");
  await page.close({ runBeforeUnload: true });
  const dialog = await asked;
  expect(dialog.type()).toBe("beforeunload");
  await dialog.accept();
  await close();
});

async function add(page: Page, title: string): Promise<void> {
  await page.getByLabel("Add a task…").fill(title);
  await page.keyboard.press("Enter");
}

async function goToMyTasks(page: Page): Promise<void> {
  await page.getByRole("link", { name: "My tasks" }).click();
  await expect(page.getByRole("heading", { name: "My tasks" })).toBeVisible();
}

/** Holds new tasks back until released, and reports whether each was sent after the previous response. */
async function holdNewTasks(page: Page) {
  const { promise, resolve } = Promise.withResolvers<void>();
  const answered: Request[] = [];
  const isNewTask = (request: Request) =>
    request.method() === "POST" && /\/projects\/[^/]+\.data/.test(request.url());
  // Not when its body was read: the page may not need the body.
  page.on("response", (response) => {
    if (isNewTask(response.request())) answered.push(response.request());
  });
  await page.route(/\/projects\/[^/]+\.data/, async (route) => {
    if (isNewTask(route.request())) await promise;
    await route.continue();
  });
  // Measured by the browser's clock: events reach a test late and out of order.
  const areInTurn = () =>
    answered
      .map((request) => request.timing())
      .sort((a, b) => a.startTime - b.startTime)
      .every(({ startTime }, index, all) => {
        const last = all[index - 1];
        return !last || last.startTime + last.responseStart <= startTime;
      });
  return { release: resolve, answered, areInTurn };
}
