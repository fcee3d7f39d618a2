import { expect, type Page, test } from "@playwright/test";
import { createMembers, letGo, tasksOf } from "./rows.ts";
import { TaskLists } from "./task-lists.ts";

let lists: TaskLists;
test.beforeAll(async ({ browser }) => {
  lists = await TaskLists.begin(browser, ["member"]);
});

test("a former member keeps their tasks by name and can be assigned no other", async () => {
  const [gone] = await createMembers(lists.workspace, ["Gonzalo"]);
  const { page, close } = await lists.open([{ title: "Left behind", assigneeId: gone }, "Free"]);
  await letGo(lists.workspace, gone ?? "");
  await page.reload();
  expect(await offeredFor(page, "Left behind")).toContain("Gonzalo (former member)");
  expect((await offeredFor(page, "Free")).join()).not.toContain("Gonzalo");
  await page.getByRole("link", { name: "Left behind" }).click();
  // The URL changes before the page does, and the list has fields of this name, too.
  await expect(page.getByRole("navigation", { name: "Breadcrumb" })).toBeVisible();
  await expect(page.getByLabel("Assignee", { exact: true }).locator("option:checked")).toHaveText(
    "Gonzalo (former member)",
  );
  await close();
});

test("in a large workspace a row lists all members once it is focused", async () => {
  const names = Array.from({ length: 40 }, (_, index) => `Member${index + 1}`);
  const members = await createMembers(lists.workspace, names);
  const [first, last] = [members[0], members.at(-1)];
  const { page, project, close } = await lists.open([{ title: "Hers", assigneeId: first }, "Nobody's"]);
  expect(await offeredFor(page, "Hers")).toEqual(["Unassigned", "Member1"]);
  expect(await offeredFor(page, "Nobody's")).toEqual(["Unassigned"]);
  const choice = page.getByLabel("Assignee of “Nobody's”");
  await choice.focus();
  await expect(choice.locator("option")).toHaveCount(1 + 4 + names.length);
  await choice.selectOption("Member40");
  await expect
    .poll(async () => (await tasksOf(lists.workspace, project)).map(({ assigneeId }) => assigneeId))
    .toEqual([first, last]);
  await page.getByLabel("Assignee of “Hers”").hover();
  await expect(page.getByLabel("Assignee of “Hers”").locator("option")).toHaveCount(1 + 4 + names.length);
  await close();
});

async function offeredFor(page: Page, title: string): Promise<string[]> {
  return await page.getByLabel(`Assignee of “${title}”`).locator("option").allTextContents();
}
