import { type Browser, type BrowserContext, expect, type Page, test } from "@playwright/test";
import { createWorkspace, type Role, signedInState, type Workspace } from "./people.ts";
import { createProject, createTasks, tasksOf } from "./rows.ts";
import { tenantUrl } from "./stack.ts";

// A project's tasks in a list and on their own page: made, changed where they stand, found, deleted and had back.

let acme: Workspace;
let globex: Workspace;
let states: Record<"owner" | "member" | "viewer", Awaited<ReturnType<typeof signedInState>>>;
const hostile = `<img src=x onerror="document.title='owned'"> '; drop table tasks; -- \u202e 🚀`;

test.beforeAll(async ({ browser }) => {
  // Two workspaces and three people who sign in.
  test.setTimeout(120_000);
  [acme, globex] = await Promise.all([createWorkspace("acme"), createWorkspace("globex")]);
  states = {
    owner: await signedInState(browser, acme, "owner"),
    member: await signedInState(browser, acme, "member"),
    viewer: await signedInState(browser, acme, "viewer"),
  };
});

test("tasks are added line by line, and changed where they stand", async ({ browser }) => {
  const { page, project, close } = await openList(browser, []);
  const field = page.getByRole("textbox", { name: "Add a task" });
  await field.click();
  for (const title of ["First", "Second", hostile]) {
    await page.keyboard.type(title);
    await page.keyboard.press("Enter");
    await expect(field).toBeFocused();
    await expect(field).toHaveValue("");
  }
  await expect.poll(() => titles(project)).toEqual(["First", "Second", hostile]);
  await expect(page.getByRole("link", { name: hostile })).toBeVisible();

  await page.getByRole("button", { name: "Rename “First”" }).click();
  await page.keyboard.type("Renamed");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: "Rename “First”" })).toBeFocused();
  await page.keyboard.press("Enter");
  await page.keyboard.type("Renamed");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("link", { name: "Renamed", exact: true })).toBeVisible();
  await expect.poll(() => titles(project)).toContain("Renamed");

  await page.getByRole("checkbox", { name: "“Renamed” is done" }).click();
  await expect(page.getByRole("checkbox", { name: "“Renamed” is done" })).toBeChecked();
  await page.getByLabel("Status of “Second”").selectOption("In progress");
  await page.getByLabel("Assignee of “Second”").selectOption("Member Tester");
  await page.getByLabel("Due date of “Second”").fill("2031-05-04");
  await expect(page.locator("li", { hasText: "Second" }).getByText("May 4, 2031")).toBeVisible();
  await page.waitForLoadState("networkidle");
  await page.reload();
  await expect(page.getByRole("checkbox", { name: "“Renamed” is done" })).toBeChecked();
  await expect(page.getByLabel("Status of “Second”")).toHaveValue("doing");
  await expect(page.getByLabel("Assignee of “Second”")).toHaveValue(acme.people.member.id);
  await expect(page.getByLabel("Due date of “Second”")).toHaveValue("2031-05-04");
  await expect(page).toHaveTitle(/^Tasks/);
  await close();
});

test("what is refused goes back with a word, and what was typed stays", async ({ browser }) => {
  const { page, project, close } = await openList(browser, ["One"]);
  await page.getByRole("textbox", { name: "Add a task" }).fill("x".repeat(201));
  await page.keyboard.press("Enter");
  await expect(page.getByText("Use 200 characters at most.")).toBeVisible();
  await expect(page.getByText("x".repeat(201))).toBeVisible();
  await page.getByRole("button", { name: "Discard" }).click();
  await page.getByRole("button", { name: "Rename “One”" }).click();
  await page.keyboard.insertText("y".repeat(201));
  await page.keyboard.press("Enter");
  await expect(page.getByText("Use 200 characters at most.")).toBeVisible();
  await expect(page.getByLabel("Title of “One”")).toHaveValue("y".repeat(201));
  await page.keyboard.press("Escape");
  await page.route("**/*.data", (route) =>
    route.request().method() === "POST" ? route.abort() : route.continue(),
  );
  await page.getByRole("checkbox", { name: "“One” is done" }).click();
  await page.getByRole("textbox", { name: "Add a task" }).fill("Waits");
  await page.keyboard.press("Enter");
  await expect(page.getByText("No answer came, so this may not be saved.")).toBeVisible();
  await page.unroute("**/*.data");
  await page.getByRole("button", { name: "Send again" }).click();
  await expect(page.getByRole("link", { name: "Waits" })).toBeVisible();
  await expect(async () => {
    await page.reload();
    await expect(page.getByRole("checkbox", { name: "“One” is done" })).toBeChecked({ timeout: 1_000 });
  }).toPass({ timeout: 10_000 });
  expect((await titles(project)).sort()).toEqual(["One", "Waits"]);
  await close();
});

test("filters, search and order are in the address, and every page of many is reached by its key", async ({
  browser,
}) => {
  const { id: me } = acme.people.member;
  const many = Array.from({ length: 60 }, (_, index) => ({ title: `Number ${index + 1}` }));
  const { page, project, close } = await openList(browser, [
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
  await page.getByLabel("Due", { exact: true }).selectOption("Overdue");
  await expect(page).toHaveURL(/due=overdue/);
  await expect.poll(rows).toEqual(["Mine and late"]);
  await page.getByRole("link", { name: "Clear" }).click();
  await expect(page.getByLabel("Due", { exact: true })).toHaveValue("");
  await page.getByRole("searchbox", { name: "Search tasks" }).fill("needle");
  await expect.poll(rows).toEqual(["In progress"]);
  await page.reload();
  await expect.poll(rows).toEqual(["In progress"]);
  await page.getByRole("searchbox", { name: "Search tasks" }).fill("nothing has this");
  await expect(page.getByRole("heading", { name: "No task fits" })).toBeVisible();
  await page.getByRole("link", { name: "Show all tasks" }).click();
  await page.getByLabel("Order").selectOption("By due date");
  await expect.poll(async () => (await rows())[0]).toBe("Mine and late");
  await page.goto(tenantUrl(acme.slug, `/projects/${project}?sort=x&due=y&after=zzz&status=%00&q=%00`));
  expect((await rows()).length).toBe(50);
  await close();
});

test("of two who edit one task the later is told, sees both versions, and chooses", async ({ browser }) => {
  const first = await openList(browser, ["Contested"]);
  const [task] = await tasksOf(acme, first.project);
  const path = tenantUrl(acme.slug, `/projects/${first.project}/tasks/${task?.id}`);
  const second = await open(browser, "owner");
  await Promise.all([first.page.goto(path), second.page.goto(path)]);
  await second.page.getByLabel("Notes").fill("Of the owner");
  await second.page.getByRole("button", { name: "Save changes" }).click();
  await expect(second.page.getByText("Saved", { exact: true })).toBeVisible();

  await first.page.getByLabel("Notes").fill("Of the member");
  await first.page.getByRole("button", { name: "Save changes" }).click();
  await expect(first.page.getByRole("heading", { name: "This changed in the meantime" })).toBeVisible();
  for (const text of ["Owner Tester", "Of the owner", "Of the member"])
    await expect(first.page.getByText(text).first()).toBeVisible();
  expect((await tasksOf(acme, first.project))[0]).toMatchObject({ notes: "Of the owner", version: 2 });
  await first.page.getByRole("button", { name: "Keep mine" }).click();
  await expect(first.page.getByLabel("Notes")).toHaveValue("Of the member");
  expect((await tasksOf(acme, first.project))[0]).toMatchObject({ notes: "Of the member", version: 3 });

  await second.page.getByLabel("Title").fill("Of the owner");
  await second.page.getByRole("button", { name: "Save changes" }).click();
  await second.page.getByRole("link", { name: "Take theirs" }).click();
  await expect(second.page.getByLabel("Notes")).toHaveValue("Of the member");
  await expect(second.page.getByLabel("Title")).toHaveValue("Contested");
  await Promise.all([first.close(), second.close()]);
});

test("two who rename one task in the list: the later is told, and what was typed stays", async ({
  browser,
}) => {
  const { page, project, close } = await openList(browser, ["Before"]);
  const other = await open(browser, "owner");
  await other.page.goto(tenantUrl(acme.slug, `/projects/${project}`));
  await other.page.waitForLoadState("networkidle");
  await rename(page, "Before", "Mine");
  await expect.poll(() => titles(project)).toEqual(["Mine"]);
  await rename(other.page, "Before", "Theirs");
  await expect(other.page.getByText("Somebody else changed this in the meantime")).toBeVisible();
  await expect(other.page.getByLabel("Title of “Mine”")).toHaveValue("Theirs");
  expect(await titles(project)).toEqual(["Mine"]);
  await other.page.keyboard.press("Enter");
  await expect.poll(() => titles(project)).toEqual(["Theirs"]);
  await Promise.all([close(), other.close()]);
});

test("a task is deleted, and had back; what was typed into one that is gone is not lost", async ({
  browser,
}) => {
  const { page, project, close } = await openList(browser, ["Mistake"]);
  await page.getByRole("link", { name: "Mistake" }).click();
  await page.waitForURL(/\/tasks\//);
  const path = page.url();
  await page.getByRole("button", { name: "Delete" }).click();
  await expect(page.getByText("Deleted “Mistake”")).toBeVisible();
  expect(await titles(project)).toEqual([]);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByRole("link", { name: "Mistake" })).toBeVisible();
  await expect(page.getByText("Deleted “Mistake”")).toBeHidden();

  const other = await open(browser, "owner");
  await other.page.goto(path);
  await other.page.waitForLoadState("networkidle");
  await page.goto(path);
  await page.getByRole("button", { name: "Delete" }).click();
  await expect(page.getByText("Deleted “Mistake”")).toBeVisible();
  await other.page.getByLabel("Notes").fill("Typed meanwhile");
  await other.page.getByRole("button", { name: "Save changes" }).click();
  await expect(other.page.getByText("Somebody deleted this in the meantime")).toBeVisible();
  await other.page.getByRole("button", { name: "Restore it, with what I typed" }).click();
  await expect(other.page.getByLabel("Notes")).toHaveValue("Typed meanwhile");
  expect(await tasksOf(acme, project)).toMatchObject([{ title: "Mistake", notes: "Typed meanwhile" }]);
  await Promise.all([close(), other.close()]);
});

test("one's own tasks stand by how pressing they are; one that is done goes, and comes back", async ({
  browser,
}) => {
  const { id: me } = acme.people.member;
  const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  const { page, project, close } = await openList(browser, [
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
    ["No date", "Some day"],
  ] as const)
    await expect(
      page.locator("section", { hasText: group }).getByRole("link", { name: title }),
    ).toBeVisible();
  await expect(page.getByText("Not mine")).toHaveCount(0);
  await page.getByRole("checkbox", { name: "“Soon one” is done" }).click();
  await expect(page.getByText("Completed “Soon one”")).toBeVisible();
  await expect(page.getByRole("link", { name: "Soon one" })).toBeHidden();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByRole("link", { name: "Soon one" })).toBeVisible();
  expect((await tasksOf(acme, project)).find(({ title }) => title === "Soon one")).toMatchObject({
    status: "doing",
  });
  await close();
});

test("a viewer reads tasks, sees nothing to change them with, and is refused by hand", async ({
  browser,
}) => {
  const { page, project, close } = await openList(browser, ["Read only"], { role: "viewer" });
  const [task] = await tasksOf(acme, project);
  const pages = [`/projects/${project}`, `/projects/${project}/tasks/${task?.id}`, "/my-tasks"];
  for (const path of pages) {
    await page.goto(tenantUrl(acme.slug, path));
    const controls = page
      .locator("main")
      .locator("button, input:not([type=search]), textarea, form[method=post]");
    await expect(controls).toHaveCount(0);
  }
  const before = await tasksOf(acme, project);
  const attempts: [string, Record<string, string>][] = [
    [`/projects/${project}`, { title: "Owned" }],
    [`/projects/${project}/tasks/${task?.id}`, { title: "Owned", status: "done", version: "1" }],
    [`/tasks/${task?.id}/fields`, { title: "Owned", wasTitle: "Read only" }],
    [`/tasks/${task?.id}/place`, { status: "done" }],
    [`/tasks/${task?.id}/deletion`, {}],
    [`/tasks/${task?.id}/restoration`, {}],
  ];
  for (const [path, fields] of attempts) expect(await post(page, path, fields), path).toBe(403);
  expect(await tasksOf(acme, project)).toEqual(before);
  await close();
});

test("a task of another project or another workspace is not there, and nobody outside is given one", async ({
  browser,
}) => {
  const { page, project, close } = await openList(browser, ["Here"]);
  const [task] = await tasksOf(acme, project);
  const elsewhere = await createProject(acme, acme.people.owner.id, "Elsewhere");
  const theirs = await createProject(globex, globex.people.owner.id, "Theirs");
  const [foreign = ""] = await createTasks(globex, theirs, [{ title: "Of globex" }]);
  const all = { title: "X", status: "todo", version: "1" };
  for (const path of [`/projects/${elsewhere}/tasks/${task?.id}`, `/projects/${project}/tasks/${foreign}`]) {
    expect((await page.goto(tenantUrl(acme.slug, path)))?.status()).toBe(404);
    expect(await post(page, path, all)).toBe(404);
  }
  for (const noun of ["fields", "place", "deletion", "restoration"])
    expect(await post(page, `/tasks/${foreign}/${noun}`, { ...all, wasTitle: "x" })).toBe(404);
  const own = `/projects/${project}/tasks/${task?.id}`;
  for (const assigneeId of [globex.people.owner.id, "nobody", "' or true --"]) {
    expect(await post(page, own, { ...all, assigneeId })).toBe(400);
    expect(await post(page, `/projects/${project}`, { title: "X", assigneeId })).toBe(400);
    const options = { status: "todo", wasStatus: "todo", assigneeId, wasAssigneeId: "", wasDueOn: "" };
    expect(await post(page, `/tasks/${task?.id}/fields`, options)).toBe(400);
  }
  expect(await tasksOf(acme, project)).toMatchObject([{ title: "Here", version: 1 }]);
  expect(await tasksOf(globex, theirs)).toMatchObject([{ title: "Of globex", version: 1 }]);
  await close();
});

test("without scripts tasks are added, found, ticked off, changed, deleted and had back", async ({
  browser,
}) => {
  const { page, project, close } = await openList(browser, ["Old one"], { scripts: false });
  await page.getByRole("textbox", { name: "Add a task" }).fill("z".repeat(201));
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await expect(page.getByText("Use 200 characters at most.")).toBeVisible();
  await expect(page.getByRole("textbox", { name: "Add a task" })).toHaveValue("z".repeat(201));
  await page.getByRole("textbox", { name: "Add a task" }).fill("New one");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await expect(page.getByRole("link", { name: "New one" })).toBeVisible();
  await page.getByLabel("Status of “New one”").selectOption("In progress");
  await page.locator("li", { hasText: "New one" }).getByRole("button", { name: "Save" }).click();
  await page.getByRole("checkbox", { name: "“Old one” is done" }).click();
  await expect
    .poll(async () => (await tasksOf(acme, project)).map(({ status }) => status))
    .toEqual(["doing", "done"]);
  await page.getByRole("searchbox", { name: "Search tasks" }).fill("new");
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await expect(page.getByRole("link", { name: "Old one" })).toBeHidden();
  await page.getByRole("link", { name: "New one" }).click();
  await page.getByLabel("Title").fill("");
  await page.getByLabel("Notes").fill("Typed first");
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByText("Fill this in.")).toBeVisible();
  await expect(page.getByLabel("Notes")).toHaveValue("Typed first");
  await page.getByLabel("Title").fill("Newer one");
  await page.getByRole("button", { name: "Save changes" }).click();
  expect(await tasksOf(acme, project)).toMatchObject([{ title: "Newer one", notes: "Typed first" }, {}]);
  await page.getByRole("button", { name: "Delete" }).click();
  await expect(page.getByText("Deleted “Newer one”")).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByRole("link", { name: "Newer one" })).toBeVisible();
  await close();
});

for (const scripts of [true, false]) {
  test(`what was typed ${scripts ? "with" : "without"} scripts after the session token ran out is offered again`, async ({
    browser,
  }) => {
    const { page, context, project, close } = await openList(browser, ["Kept"], { scripts });
    await forgetToken(page, context);
    await page.getByRole("textbox", { name: "Add a task" }).fill(hostile);
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await expect(page.getByText("Your sign-in was renewed.")).toBeVisible();
    await expect(page.getByRole("textbox", { name: "Add a task" })).toHaveValue(hostile);
    await page.getByRole("link", { name: "Kept" }).click();
    await page.waitForURL(/\/tasks\//);
    await page.waitForLoadState("networkidle");
    await page.getByLabel("Notes").fill(`Line one\nLine two ${"x".repeat(1900)}`);
    await forgetToken(page, context);
    await page.getByRole("button", { name: "Save changes" }).click();
    await expect(page.getByText("Your sign-in was renewed.")).toBeVisible();
    await expect(page.getByLabel("Notes")).toHaveValue(/^Line one\nLine two x{1900}$/);
    await page.getByRole("button", { name: "Save changes" }).click();
    await expect.poll(async () => (await tasksOf(acme, project))[0]?.notes).toMatch(/^Line one/);
    await close();
  });
}

test("in Spanish a task is added, dated, ticked off and deleted", async ({ browser }) => {
  const { page, project, close } = await openList(browser, [], { locale: "es-ES" });
  await expect(page.getByText("Todavía no hay tareas")).toBeVisible();
  await page.getByRole("textbox", { name: "Añade una tarea" }).fill("Llamar al señor Ñuño");
  await page.getByRole("button", { name: "Añadir", exact: true }).click();
  await expect(page.getByRole("link", { name: "Llamar al señor Ñuño" })).toBeVisible();
  await page.getByLabel("Fecha de vencimiento de «Llamar al señor Ñuño»").fill("2031-05-04");
  await expect(page.getByText("4 may 2031")).toBeVisible();
  await page.getByRole("checkbox", { name: "«Llamar al señor Ñuño» está terminada" }).click();
  await expect.poll(async () => (await tasksOf(acme, project))[0]?.status).toBe("done");
  await page.getByRole("searchbox", { name: "Buscar tareas" }).fill("ÑUÑO");
  await expect(page).toHaveURL(/q=/);
  await page.getByRole("link", { name: "Llamar al señor Ñuño" }).click();
  await page.getByRole("button", { name: "Eliminar" }).click();
  await expect(page.getByText("Se eliminó «Llamar al señor Ñuño»")).toBeVisible();
  await page.getByRole("button", { name: "Deshacer" }).click();
  await expect(page.getByRole("link", { name: "Llamar al señor Ñuño" })).toBeVisible();
  await close();
});

type Visit = { role?: keyof typeof states; scripts?: boolean; locale?: string };
type Seed = string | { title: string; status?: string; assigneeId?: string; dueOn?: string; notes?: string };

async function openList(browser: Browser, tasks: Seed[], { role = "member", ...visit }: Visit = {}) {
  const project = await createProject(acme, acme.people.owner.id, "Tasks");
  const rows = tasks.map((task) => (typeof task === "string" ? { title: task } : task));
  if (rows.length > 0) await createTasks(acme, project, rows);
  const opened = await open(browser, role, visit);
  await opened.page.goto(tenantUrl(acme.slug, `/projects/${project}`));
  await opened.page.waitForLoadState("networkidle");
  return { ...opened, project };
}

async function open(
  browser: Browser,
  role: Exclude<Role, "admin">,
  { scripts = true, locale = "en-US" }: Visit = {},
) {
  const context = await browser.newContext({
    storageState: states[role],
    javaScriptEnabled: scripts,
    locale,
    viewport: { width: 1280, height: 900 },
  });
  return { context, page: await context.newPage(), close: () => context.close() };
}

async function rename(page: Page, from: string, to: string): Promise<void> {
  await page.getByRole("button", { name: `Rename “${from}”` }).click();
  await page.keyboard.insertText(to);
  await page.keyboard.press("Enter");
}

/** As a page of ours would send a form, and whatever it is answered. */
async function post(page: Page, path: string, fields: Record<string, string>): Promise<number> {
  return await page.evaluate(
    async ([address, body]) => {
      const init = { method: "POST", body: new URLSearchParams(body), headers: { accept: "text/html" } };
      return (await fetch(address, init)).status;
    },
    [path, fields] as const,
  );
}

/** As after a minute of sleep: the session lasts, but its token is gone. */
async function forgetToken(page: Page, context: BrowserContext): Promise<void> {
  await page.evaluate(() => window.stop()).catch(() => {});
  await context.clearCookies({ name: /^__session/ });
}

async function titles(project: string): Promise<string[]> {
  return (await tasksOf(acme, project)).map(({ title }) => title);
}
