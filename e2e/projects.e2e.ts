import { type Browser, type BrowserContextOptions, expect, type Page, test } from "@playwright/test";
import { askAxe } from "./inspect.ts";
import { asAdministrator, createWorkspace, type Role, signedInState, type Workspace } from "./people.ts";
import { createProject, projectNames, schemaOf } from "./rows.ts";
import { tenantUrl } from "./stack.ts";

// The list of projects: find, rename, archive and restore, with and without scripts, in both languages.

let acme: Workspace;
const states = new Map<Role, Awaited<ReturnType<typeof signedInState>>>();

test.beforeAll(async ({ browser }) => {
  acme = await createWorkspace("acme");
  for (const role of ["owner", "member", "viewer"] as const)
    states.set(role, await signedInState(browser, acme, role));
});

test.beforeEach(() => asAdministrator((sql) => sql`delete from ${sql(schemaOf(acme))}.projects`));

test("filters and search narrow the list immediately, are in the URL and leave the focus alone", async ({
  browser,
}) => {
  const moon = await create("Moon landing");
  await create("Mars landing", "member");
  await create("Paperwork");
  await set(moon, "status = 'paused', description = 'Footprints and flags'");
  const { page, close } = await open(browser, "owner");
  const search = page.getByRole("searchbox", { name: "Search projects" });
  await search.pressSequentially("land", { delay: 30 });
  await expect(row(page, "Paperwork")).toBeHidden();
  await expect(page).toHaveURL(/\?q=land$/);
  await expect(search).toBeFocused();
  await search.fill("FLAGS");
  await expect(row(page, "Mars landing")).toBeHidden();
  await expect(row(page, "Moon landing")).toBeVisible();
  await search.fill("");
  await expect(row(page, "Paperwork")).toBeVisible();
  await page.getByLabel("Owner", { exact: true }).selectOption({ label: "Member Tester" });
  await expect(row(page, "Paperwork")).toBeHidden();
  await expect(row(page, "Mars landing")).toBeVisible();
  await page.getByLabel("Status", { exact: true }).selectOption("paused");
  await expect(page.getByRole("heading", { name: "No matching projects" })).toBeVisible();
  await page.goBack();
  await expect(row(page, "Mars landing")).toBeVisible();
  await expect(page.getByLabel("Status", { exact: true })).toHaveValue("");
  await page.getByRole("link", { name: "Clear filters" }).click();
  await expect(page.getByLabel("Owner", { exact: true })).toHaveValue("");
  await page.getByLabel("Sort by").selectOption("name");
  await expect(page).toHaveURL(/\?sort=name$/);
  await expect.poll(() => names(page)).toEqual(["Mars landing", "Moon landing", "Paperwork"]);
  await close();
});

test("a page has fifty projects, the next continues it, and a forged key shows the first", async ({
  browser,
}) => {
  // A busy machine takes a while to draw fifty rows.
  const drawn = { timeout: 30_000 };
  test.setTimeout(120_000);
  await createMany(60);
  const { page, close } = await open(browser, "owner", "/projects?sort=name");
  await expect.poll(async () => (await names(page)).length, drawn).toBe(50);
  await page.getByRole("link", { name: "Next page" }).click();
  await expect(row(page, "Number 51")).toBeVisible(drawn);
  expect(await names(page)).toHaveLength(10);
  await page.reload();
  expect(await names(page)).toHaveLength(10);
  await page.getByRole("link", { name: "First page" }).click();
  await expect(row(page, "Number 01")).toBeVisible(drawn);
  const made = Buffer.from('["9999999-01-01","x"]').toString("base64url");
  for (const after of ["x", made, "%00", "'; drop table projects; --"]) {
    const response = await page.goto(tenantUrl(acme.slug, `/projects?sort=name&after=${after}`));
    expect(response?.status()).toBe(200);
    await expect(row(page, "Number 01")).toBeVisible(drawn);
  }
  await close();
});

test("several projects are archived, undone and restored from the archive, each with an audit entry", async ({
  browser,
}) => {
  for (const name of ["One", "Two", "Three"]) await create(name);
  const { page, close } = await open(browser, "owner");
  await page.getByLabel("Select all on this page").check();
  await expect(page.getByText("3 selected")).toBeVisible();
  await page.getByLabel("Select Two").uncheck();
  await expect(page.getByText("2 selected")).toBeVisible();
  expect(await askAxe(page)).toEqual([]);
  await page.getByRole("button", { name: "Archive selected" }).click();
  await expect(notice(page)).toContainText("2 projects archived.");
  await expect.poll(() => names(page)).toEqual(["Two"]);
  expect(await askAxe(page)).toEqual([]);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(notice(page)).toContainText("2 projects restored.");
  await expect.poll(async () => (await names(page)).length).toBe(3);
  await expect(page.getByRole("checkbox", { checked: true })).toHaveCount(0);
  await page.getByRole("button", { name: "Archive One" }).click();
  await expect(notice(page)).toContainText("“One” archived.");
  await expect(page.getByRole("button", { name: "Undo" })).toBeFocused();
  await page.getByRole("link", { name: "Archived" }).click();
  await expect(row(page, "One")).toBeVisible();
  await expect(page.getByRole("button", { name: "Undo" })).toBeHidden();
  await page.getByRole("button", { name: "Restore One" }).click();
  await expect(page.getByRole("heading", { name: "No archived projects" })).toBeVisible();
  await page.goto(tenantUrl(acme.slug, "/audit?kind=project"));
  await expect(page.getByText("archived the project One")).toHaveCount(2);
  await expect(page.getByText("restored the project Three")).toHaveCount(1);
  await close();
});

test("a member can archive only their own projects, even by a handmade request", async ({ browser }) => {
  const mine = await create("Mine", "member");
  const other = await create("Someone else's");
  const { page, close } = await open(browser, "member");
  await page.getByLabel("Select all on this page").check();
  await expect(page.getByText("1 selected")).toBeVisible();
  await expect(page.getByLabel("Select Someone else's")).toHaveCount(0);
  const status = await page.evaluate(
    async (ids) => {
      const body = new URLSearchParams([...ids, "no-uuid", "\0"].map((id) => ["id", id]));
      return (await fetch("/projects/archive.data", { method: "POST", body })).status;
    },
    [mine, other],
  );
  expect(status).toBe(200);
  await page.reload();
  await expect(notice(page)).toContainText(
    "“Mine” archived. 1 project wasn’t changed because someone else owns it.",
  );
  await expect.poll(() => names(page)).toEqual(["Someone else's"]);
  await close();
});

test("a name is edited inline: Enter saves, Escape cancels, and a refused name stays for correction", async ({
  browser,
}) => {
  await create("Old name");
  const { page, close } = await open(browser, "member");
  await page.getByRole("button", { name: "Rename Old name" }).click();
  const field = page.getByRole("textbox", { name: "Rename Old name" });
  await expect(field).toBeFocused();
  await field.fill("Given up");
  await field.press("Escape");
  await expect(row(page, "Old name")).toBeVisible();
  await expect(page.getByRole("button", { name: "Rename Old name" })).toBeFocused();
  await page.keyboard.press("Enter");
  const long = "x".repeat(121);
  await field.fill(long);
  await field.press("Enter");
  await expect(page.getByText("Use no more than 120 characters.")).toBeVisible();
  await expect(field).toHaveValue(long);
  expect(await askAxe(page)).toEqual([]);
  const hostile = `<script>alert(1)</script> '; -- \u202e 🚀`;
  await field.fill(hostile);
  await field.press("Enter");
  await expect(row(page, hostile)).toBeVisible();
  await expect.poll(() => projectNames(acme)).toEqual([hostile]);
  await close();
});

test("a chosen status shows before the server answers", async ({ browser }) => {
  await create("Apollo");
  const { page, close } = await open(browser, "member");
  let letThrough = () => {};
  const held = new Promise<void>((resolve) => {
    letThrough = resolve;
  });
  await page.route(/\/change/, async (route) => {
    await held;
    await route.continue();
  });
  const status = page.getByLabel("Status of Apollo");
  await status.selectOption("done");
  await expect(status).toHaveValue("done");
  await page.getByLabel("Status", { exact: true }).focus();
  letThrough();
  await expect.poll(() => statusOf("Apollo")).toBe("done");
  await expect(status).toHaveValue("done");
  await close();
});

test("an archived project is deleted permanently with its tasks after a warning", async ({ browser }) => {
  const id = await create("Old");
  await set(id, "archived_at = now()");
  const { page, close } = await open(browser, "owner", "/projects?archived=1");
  await page.getByRole("link", { name: "Delete Old" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Delete this project?");
  await expect(page.getByText("It has no tasks.")).toBeVisible();
  await page.getByRole("button", { name: "Delete permanently" }).click();
  await expect(notice(page)).toContainText("“Old” deleted.");
  expect(await projectNames(acme)).toEqual([]);
  const kept = await create("Not archived");
  await page.goto(tenantUrl(acme.slug, `/projects/${kept}/delete`));
  await expect(page).toHaveURL(/\/projects$/);
  await close();
});

test("projects can be filtered, changed, archived, restored and deleted without scripts", async ({
  browser,
}) => {
  for (const name of ["One", "Two", "Three"]) await create(name);
  const { page, close } = await open(browser, "owner", "/projects", { javaScriptEnabled: false });
  await page.getByLabel("Sort by").selectOption("name");
  await page.getByRole("searchbox").fill("t");
  await page.getByRole("button", { name: "Apply" }).click();
  await expect(page).toHaveURL(/q=t.*sort=name/);
  expect(await names(page)).toEqual(["Three", "Two"]);
  await page.getByLabel("Status of Two").selectOption("paused");
  await page.getByRole("listitem").filter({ hasText: "Two" }).getByRole("button", { name: "Save" }).click();
  await expect(page).toHaveURL(/q=t.*sort=name/);
  await expect(page.getByLabel("Status of Two")).toHaveValue("paused");
  await page.getByLabel("Select Two").check();
  await page.getByLabel("Select Three").check();
  await page.getByRole("button", { name: "Archive selected" }).click();
  await expect(notice(page)).toContainText("2 projects archived.");
  await page.getByRole("button", { name: "Undo" }).click();
  expect(await names(page)).toEqual(["Three", "Two"]);
  await page.getByRole("button", { name: "Archive Two" }).click();
  await page.getByRole("link", { name: "Archived" }).click();
  await page.getByRole("link", { name: "Delete Two" }).click();
  await page.getByRole("button", { name: "Delete permanently" }).click();
  await expect(notice(page)).toContainText("“Two” deleted.");
  expect(await projectNames(acme)).toEqual(["One", "Three"]);
  await page.goto(tenantUrl(acme.slug, "/projects"));
  await page.getByRole("button", { name: "Rename One" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Edit project");
  await close();
});

test("in Spanish, a project is created, archived and restored", async ({ browser }) => {
  const { page, close } = await open(browser, "member", "/projects", { locale: "es-ES" });
  await page.getByRole("link", { name: "Crear tu primer proyecto" }).click();
  await page.getByRole("button", { name: "Crear proyecto" }).click();
  await expect(page.getByText("Este campo es obligatorio.")).toBeVisible();
  await page.getByLabel("Nombre").fill("Alunizaje");
  await page.getByRole("radio", { name: "violeta" }).check({ force: true });
  await page.getByRole("button", { name: "Crear proyecto" }).click();
  await page.getByLabel("Estado de Alunizaje").selectOption({ label: "En pausa" });
  await expect.poll(() => statusOf("Alunizaje")).toBe("paused");
  await page.getByRole("button", { name: "Archivar Alunizaje" }).click();
  await expect(notice(page)).toContainText("Se ha archivado «Alunizaje».");
  await page.getByRole("button", { name: "Deshacer" }).click();
  await expect(notice(page)).toContainText("Se ha restaurado «Alunizaje».");
  await expect(row(page, "Alunizaje")).toBeVisible();
  await close();
});

async function open(browser: Browser, role: Role, path = "/projects", options: BrowserContextOptions = {}) {
  const context = await browser.newContext({ locale: "en-GB", storageState: states.get(role), ...options });
  const page = await context.newPage();
  await page.goto(tenantUrl(acme.slug, path));
  if (options.javaScriptEnabled !== false) await page.waitForLoadState("networkidle");
  return { page, close: () => context.close() };
}

function create(name: string, owner: Role = "owner"): Promise<string> {
  return createProject(acme, acme.people[owner].id, name);
}

async function createMany(count: number): Promise<void> {
  await asAdministrator(
    (sql) => sql`
      insert into ${sql(schemaOf(acme))}.projects (id, name, color, status, owner_id, created_at, updated_at)
      select gen_random_uuid(), 'Number ' || lpad(number::text, 2, '0'), 'blue', 'active', ${acme.people.owner.id}, now(), now()
      from generate_series(1, ${count}) as number`,
  );
}

async function set(id: string, assignment: string): Promise<void> {
  await asAdministrator((sql) =>
    sql.unsafe(`update ${schemaOf(acme)}.projects set ${assignment} where id = '${id}'`),
  );
}

async function statusOf(name: string): Promise<string | undefined> {
  return await asAdministrator(async (sql) => {
    const [found] = await sql<{ status: string }[]>`
      select status from ${sql(schemaOf(acme))}.projects where name = ${name}`;
    return found?.status;
  });
}

/** The project names in the list. */
function names(page: Page): Promise<string[]> {
  return page.locator("main li a[href^='/projects/']:has(bdi)").allInnerTexts();
}

/** The undo notice; the page's frame has its own status region. */
function notice(page: Page) {
  return page.locator("main").getByRole("status");
}

function row(page: Page, name: string) {
  return page.getByRole("link", { name, exact: true });
}
