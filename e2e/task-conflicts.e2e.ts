import { expect, type Page, test } from "@playwright/test";
import type { Workspace } from "./people.ts";
import { changeTask, tasksOf } from "./rows.ts";
import { tenantUrl } from "./stack.ts";
import { deleteByHand, TaskLists } from "./task-lists.ts";

// Two people edit one task.

let lists: TaskLists;
let acme: Workspace;

test.beforeAll(async ({ browser }) => {
  // Creates a workspace and signs in two people.
  test.setTimeout(120_000);
  lists = await TaskLists.begin(browser, ["member", "owner"]);
  acme = lists.workspace;
});

test("the second person to save a task sees both versions and chooses", async () => {
  const first = await lists.open(["Contested"]);
  const [task] = await tasksOf(acme, first.project);
  const path = tenantUrl(acme.slug, `/projects/${first.project}/tasks/${task?.id}`);
  const second = await lists.openBrowser("owner");
  await Promise.all([first.page.goto(path), second.page.goto(path)]);
  await second.page.getByLabel("Notes").fill("Of the owner");
  await second.page.getByRole("button", { name: "Save changes" }).click();
  await expect(second.page.getByText("Saved", { exact: true })).toBeVisible();

  await first.page.getByLabel("Notes").fill("Of the member");
  await first.page.getByRole("button", { name: "Save changes" }).click();
  await expect(
    first.page.getByRole("heading", { name: "Someone else changed this while you were editing" }),
  ).toBeVisible();
  for (const text of ["Owner Tester", "Of the owner", "Of the member"])
    await expect(first.page.getByText(text).first()).toBeVisible();
  expect((await tasksOf(acme, first.project))[0]).toMatchObject({ notes: "Of the owner", version: 2 });
  await first.page.getByRole("button", { name: "Keep mine" }).click();
  await expect(first.page.getByLabel("Notes")).toHaveValue("Of the member");
  expect((await tasksOf(acme, first.project))[0]).toMatchObject({ notes: "Of the member", version: 3 });

  await second.page.getByLabel("Title").fill("Of the owner");
  await second.page.getByRole("button", { name: "Save changes" }).click();
  await second.page.getByRole("link", { name: "Use theirs" }).click();
  await expect(second.page.getByLabel("Notes")).toHaveValue("Of the member");
  await expect(second.page.getByLabel("Title")).toHaveValue("Contested");
  await Promise.all([first.close(), second.close()]);
});

test("unsaved input survives a reload after someone else's change and still conflicts with it", async () => {
  const { page, project, close } = await lists.open(["Contested"]);
  const [task] = await tasksOf(acme, project);
  await page.goto(tenantUrl(acme.slug, `/projects/${project}/tasks/${task?.id}`));
  await page.waitForLoadState("networkidle");
  await changeTask(acme, task?.id, { title: "Theirs" });
  await chooseAppearance(page, "Dark");
  await expect(page.getByLabel("Title")).toHaveValue("Theirs");
  await page.getByLabel("Notes").fill("Half of it");
  await changeTask(acme, task?.id, { title: "Theirs again" });
  await chooseAppearance(page, "Light");
  await expect(page.getByLabel("Notes")).toHaveValue("Half of it");
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(
    page.getByRole("heading", { name: "Someone else changed this while you were editing" }),
  ).toBeVisible();
  await expect(page.getByText("Theirs again").first()).toBeVisible();
  expect((await tasksOf(acme, project))[0]).toMatchObject({ title: "Theirs again", notes: "" });
  await page.getByRole("button", { name: "Keep mine" }).click();
  await expect(page.getByLabel("Notes")).toHaveValue("Half of it");
  await close();
});

test("the second person to rename a task in the list sees a message and keeps their input", async () => {
  const { page, project, close } = await lists.open(["Before"]);
  const other = await lists.openBrowser("owner");
  await other.page.goto(tenantUrl(acme.slug, `/projects/${project}`));
  await other.page.waitForLoadState("networkidle");
  await rename(page, "Before", "Mine");
  await expect.poll(() => lists.titles(project)).toEqual(["Mine"]);
  await rename(other.page, "Before", "Theirs");
  await expect(other.page.getByRole("alert")).toContainText(
    "renamed this to “Mine” in the meantime. You entered “Theirs”.",
  );
  expect(await lists.titles(project)).toEqual(["Mine"]);
  await other.page.getByRole("button", { name: "Keep mine" }).click();
  await expect.poll(() => lists.titles(project)).toEqual(["Theirs"]);
  await Promise.all([close(), other.close()]);
});

test("a deleted task can be restored, with what was typed into it", async () => {
  const { page, project, close } = await lists.open(["Mistake"]);
  const path = await deleteByHand(page, "Mistake");
  expect(await lists.titles(project)).toEqual([]);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByRole("link", { name: "Mistake" })).toBeVisible();
  await expect(page.getByText("“Mistake” deleted")).toBeHidden();

  const other = await lists.openBrowser("owner");
  await other.page.goto(path);
  await other.page.waitForLoadState("networkidle");
  await page.goto(path);
  await page.getByRole("button", { name: "Delete" }).click();
  await expect(page.getByText("“Mistake” deleted")).toBeVisible();
  await other.page.getByLabel("Notes").fill("Typed meanwhile");
  await other.page.getByRole("button", { name: "Save changes" }).click();
  await expect(other.page.getByText("Someone deleted this in the meantime")).toBeVisible();
  await other.page.getByRole("button", { name: "Restore with my edits" }).click();
  await expect(other.page.getByLabel("Notes")).toHaveValue("Typed meanwhile");
  expect(await tasksOf(acme, project)).toMatchObject([{ title: "Mistake", notes: "Typed meanwhile" }]);
  await Promise.all([close(), other.close()]);
});

async function rename(page: Page, from: string, to: string): Promise<void> {
  await page.getByRole("button", { name: `Rename “${from}”` }).click();
  await page.keyboard.insertText(to);
  await page.keyboard.press("Enter");
}

/** Also waits until the page has revalidated. */
async function chooseAppearance(page: Page, name: "Light" | "Dark"): Promise<void> {
  const loaded = page.waitForResponse(
    (response) => response.url().includes(".data") && response.request().method() === "GET",
  );
  await page.locator("aside summary").last().click();
  await page.locator("aside").getByRole("button", { name }).click();
  await loaded;
  await expect(page.locator("html")).toHaveAttribute("data-theme", name.toLowerCase());
  await page.keyboard.press("Escape");
}
