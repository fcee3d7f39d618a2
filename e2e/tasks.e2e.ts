import { expect, test } from "@playwright/test";
import type { Workspace } from "./people.ts";
import { tasksOf } from "./rows.ts";
import { tenantUrl } from "./stack.ts";
import { hostileTitle, TaskLists } from "./task-lists.ts";

// A project's task list: adding, inline editing and finding tasks, and My tasks.

let lists: TaskLists;
let acme: Workspace;

test.beforeAll(async ({ browser }) => {
  // Creates a workspace and signs in one person.
  test.setTimeout(120_000);
  lists = await TaskLists.begin(browser, ["member"]);
  acme = lists.workspace;
});

test("tasks are added one by one and edited inline", async () => {
  const { page, project, close } = await lists.open([]);
  const field = page.getByRole("textbox", { name: "Add a task" });
  await field.click();
  for (const title of ["First", "Second", hostileTitle]) {
    await page.keyboard.type(title);
    await page.keyboard.press("Enter");
    await expect(field).toBeFocused();
    await expect(field).toHaveValue("");
  }
  await expect.poll(() => lists.titles(project)).toEqual(["First", "Second", hostileTitle]);
  await expect(page.getByRole("link", { name: hostileTitle })).toBeVisible();

  await page.getByRole("button", { name: "Rename “First”" }).click();
  await page.keyboard.type("Renamed");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: "Rename “First”" })).toBeFocused();
  await page.keyboard.press("Enter");
  await page.keyboard.type("Renamed");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("link", { name: "Renamed", exact: true })).toBeVisible();
  await expect.poll(() => lists.titles(project)).toContain("Renamed");

  await page.getByRole("checkbox", { name: "Mark “Renamed” as done" }).click();
  await expect(page.getByRole("checkbox", { name: "Mark “Renamed” as done" })).toBeChecked();
  await page.getByLabel("Status of “Second”").selectOption("In progress");
  await page.getByLabel("Assignee of “Second”").selectOption("Member Tester");
  await page.getByLabel("Due date of “Second”").fill("2031-05-04");
  await expect(page.locator("li", { hasText: "Second" }).getByText("May 4, 2031")).toBeVisible();
  // The optimistic change may not have reached the server yet.
  const changed = { status: "doing", assigneeId: acme.people.member.id, dueOn: "2031-05-04" };
  await expect
    .poll(async () => (await tasksOf(acme, project)).find(({ title }) => title === "Second"))
    .toMatchObject(changed);
  await page.reload();
  await expect(page.getByLabel("Due date of “Second”")).toHaveValue("2031-05-04");
  await expect(page.getByRole("checkbox", { name: "Mark “Renamed” as done" })).toBeChecked();
  await expect(page.getByLabel("Status of “Second”")).toHaveValue("doing");
  await expect(page.getByLabel("Assignee of “Second”")).toHaveValue(acme.people.member.id);
  await expect(page).toHaveTitle("Tasks · Tasks · Acme · Tenantry");
  await close();
});

test("filters, search and order are in the URL, and every page can be reached", async () => {
  const { id: me } = acme.people.member;
  const many = Array.from({ length: 60 }, (_, index) => ({ title: `Number ${index + 1}` }));
  const { page, project, close } = await lists.open([
    { title: "Mine and late", assigneeId: me, dueOn: "2026-01-01" },
    { title: "In progress", status: "doing", notes: "Holds the word NEEDLE" },
    ...many,
  ]);
  const rows = () =>
    page.locator("main li").evaluateAll((all) => all.map((row) => row.querySelector("a")?.textContent));
  expect((await rows()).length).toBe(50);
  await page.getByRole("link", { name: "Next page" }).click();
  await expect(page.getByRole("link", { name: "Number 60", exact: true })).toBeVisible();
  expect((await rows()).length).toBe(12);
  await page.getByRole("link", { name: "First page" }).click();
  await page.getByLabel("Assignee", { exact: true }).last().selectOption("Me");
  await expect.poll(rows).toEqual(["Mine and late"]);
  await expect(page).toHaveURL(/assignee=me/);
  await page.getByLabel("Due date", { exact: true }).last().selectOption("Overdue");
  await expect(page).toHaveURL(/due=overdue/);
  await expect.poll(rows).toEqual(["Mine and late"]);
  await page.getByRole("link", { name: "Clear" }).click();
  await expect(page.getByLabel("Due date", { exact: true }).last()).toHaveValue("");
  await page.getByRole("searchbox", { name: "Search tasks" }).fill("needle");
  await expect.poll(rows).toEqual(["In progress"]);
  await page.reload();
  await expect.poll(rows).toEqual(["In progress"]);
  await page.getByRole("searchbox", { name: "Search tasks" }).fill("nothing has this");
  await expect(page.getByRole("heading", { name: "No matching tasks" })).toBeVisible();
  await page.getByRole("link", { name: "Show all tasks" }).click();
  await expect(page.getByRole("searchbox", { name: "Search tasks" })).toHaveValue("");
  await page.getByLabel("Sort by").selectOption("By due date");
  await expect.poll(async () => (await rows())[0]).toBe("Mine and late");
  await page.goto(tenantUrl(acme.slug, `/projects/${project}?sort=x&due=y&after=zzz&status=%00&q=%00`));
  expect((await rows()).length).toBe(50);
  await close();
});

test("following a link cancels a search that is being typed", async () => {
  const { page, project, close } = await lists.open(["Only"]);
  const searches: string[] = [];
  page.on("request", (request) => {
    if (request.url().includes("q=only")) searches.push(request.url());
  });
  await page.getByRole("searchbox", { name: "Search tasks" }).fill("only");
  // The page is busy until the search is due, before React has rendered the navigation.
  await page.getByRole("link", { name: "Board", exact: true }).evaluate((link: HTMLElement) => {
    link.click();
    for (const begun = performance.now(); performance.now() - begun < 400; );
  });
  await page.waitForURL(tenantUrl(acme.slug, `/projects/${project}/board`));
  expect(searches).toEqual([]);
  await close();
});

test("My tasks is sorted by urgency; a completed task disappears and can be undone", async () => {
  const { id: me } = acme.people.member;
  const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  const { page, project, close } = await lists.open([
    { title: "Late one", assigneeId: me, dueOn: day(-3) },
    { title: "Soon one", assigneeId: me, dueOn: day(3), status: "doing" },
    { title: "Far one", assigneeId: me, dueOn: day(60) },
    { title: "Some day", assigneeId: me },
    { title: "Not mine" },
  ]);
  await page.goto(tenantUrl(acme.slug, "/my-tasks"));
  for (const [group, title] of [
    ["Overdue", "Late one"],
    ["This week", "Soon one"],
    ["Later", "Far one"],
    ["No due date", "Some day"],
  ] as const)
    await expect(
      page.locator("section", { hasText: group }).getByRole("link", { name: title }),
    ).toBeVisible();
  await expect(page.getByText("Not mine")).toHaveCount(0);
  await page.getByRole("checkbox", { name: "Mark “Soon one” as done" }).click();
  await expect(page.getByText("“Soon one” completed")).toBeVisible();
  await expect(page.getByRole("link", { name: "Soon one" })).toBeHidden();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByRole("link", { name: "Soon one" })).toBeVisible();
  expect((await tasksOf(acme, project)).find(({ title }) => title === "Soon one")).toMatchObject({
    status: "doing",
  });
  await close();
});

test("in Spanish a task is added, dated, completed and deleted", async () => {
  const { page, project, close } = await lists.open([], { locale: "es-ES" });
  await expect(page.getByText("Todavía no hay tareas")).toBeVisible();
  await page.getByRole("textbox", { name: "Añade una tarea" }).fill("Llamar al señor Ñuño");
  await page.getByRole("button", { name: "Añadir", exact: true }).click();
  await expect(page.getByRole("link", { name: "Llamar al señor Ñuño" })).toBeVisible();
  await page.getByLabel("Fecha de vencimiento de «Llamar al señor Ñuño»").fill("2031-05-04");
  await expect(page.getByText("4 may 2031")).toBeVisible();
  await page.getByRole("checkbox", { name: "Marcar «Llamar al señor Ñuño» como terminada" }).click();
  await expect.poll(async () => (await tasksOf(acme, project))[0]?.status).toBe("done");
  await page.getByRole("searchbox", { name: "Buscar tareas" }).fill("ÑUÑO");
  await expect(page).toHaveURL(/q=/);
  await page.getByRole("link", { name: "Llamar al señor Ñuño" }).click();
  await page.getByRole("button", { name: "Eliminar" }).click();
  await expect(page.getByText("Se ha eliminado «Llamar al señor Ñuño»")).toBeVisible();
  await page.getByRole("button", { name: "Deshacer" }).click();
  await expect(page.getByRole("link", { name: "Llamar al señor Ñuño" })).toBeVisible();
  await close();
});
