import { type Browser, expect, type Page, test } from "@playwright/test";
import { askAxe } from "./inspect.ts";
import { asAdministrator, createWorkspace, type Role, signedInState, type Workspace } from "./people.ts";
import { createProject, schemaOf } from "./rows.ts";
import { listSentForms, nextFrame } from "./signals.ts";
import { tenantUrl } from "./stack.ts";

// Two people edit the same record: the second one sees both versions and chooses. Nothing is lost silently.

let acme: Workspace;
const states = new Map<Role, Awaited<ReturnType<typeof signedInState>>>();

test.beforeAll(async ({ browser }) => {
  acme = await createWorkspace("acme");
  for (const role of ["owner", "member"] as const) states.set(role, await signedInState(browser, acme, role));
});

for (const scripts of [true, false]) {
  test(`${scripts ? "with" : "without"} scripts the second person to save a project chooses between both versions`, async ({
    browser,
  }) => {
    const id = await createProject(acme, acme.people.owner.id, "Apollo");
    const edit = `/projects/${id}/edit`;
    const [first, later] = [await open(browser, "owner", edit), await open(browser, "member", edit, scripts)];
    await first.getByLabel("Name", { exact: true }).fill("Apollo 11");
    await first.getByLabel("Status").selectOption("paused");
    await save(first);
    await later.getByLabel("Name", { exact: true }).fill("Apollo 13");
    await later.getByLabel("Description").fill("Typed at the same time");
    await later.getByRole("button", { name: "Save changes" }).click();
    await expect(
      later.getByRole("heading", { name: "Someone else changed this while you were editing" }),
    ).toBeVisible();
    await expect(later.getByText("Owner Tester saved a different version")).toBeVisible();
    for (const [label, theirs, mine] of [
      ["Name", "Apollo 11", "Apollo 13"],
      ["Description", "Empty", "Typed at the same time"],
      ["Status", "Paused", "Active"],
    ]) {
      const versions = later.getByRole("listitem").filter({ hasText: label });
      await expect(versions.getByRole("definition")).toHaveText([theirs as string, mine as string]);
    }
    if (scripts) expect(await askAxe(later)).toEqual([]);
    expect(await read(id)).toMatchObject({ name: "Apollo 11", version: 2 });
    // A third change while the choice is open is not lost either.
    await open(browser, "owner", edit).then(async (third) => {
      await third.getByLabel("Description").fill("In between");
      await save(third);
    });
    await later.getByRole("button", { name: "Keep mine" }).click();
    await expect(later.getByText("In between")).toBeVisible();
    await later.getByRole("button", { name: "Keep mine" }).click();
    await later.waitForURL(tenantUrl(acme.slug, "/projects"));
    expect(await read(id)).toMatchObject({
      ...{ name: "Apollo 13", description: "Typed at the same time", status: "active" },
      ...{ owner_id: acme.people.owner.id, version: 4 },
    });

    const again = await open(browser, "member", edit, scripts);
    const quicker = await open(browser, "owner", edit);
    await quicker.getByLabel("Name", { exact: true }).fill("Theirs");
    await save(quicker);
    await again.getByLabel("Name", { exact: true }).fill("Mine");
    await again.getByRole("button", { name: "Save changes" }).click();
    await again.getByRole("link", { name: "Use theirs" }).click();
    await expect(again.getByLabel("Name", { exact: true })).toHaveValue("Theirs");
    await expect(again.getByRole("button", { name: "Keep mine" })).toBeHidden();
    expect(await read(id)).toMatchObject({ name: "Theirs", version: 5 });
  });
}

test("in the list, a conflict on one field is shown in its row, and other fields don't conflict", async ({
  browser,
}) => {
  const id = await createProject(acme, acme.people.owner.id, "Gemini");
  const later = await open(browser, "member");
  await set(id, "description = 'Changed elsewhere', version = version + 1");
  await later.getByLabel("Status of Gemini").selectOption("paused");
  await expect.poll(async () => (await read(id)).status).toBe("paused");
  const first = await open(browser, "owner");
  await first.getByLabel("Status of Gemini").selectOption("done");
  await expect.poll(async () => (await read(id)).status).toBe("done");
  await later.getByLabel("Status of Gemini").selectOption("active");
  const notice = later.getByRole("alert");
  await expect(notice).toContainText("Owner Tester set this to Done in the meantime. You chose Active.");
  await expect(later.getByLabel("Status of Gemini")).toHaveValue("done");
  expect(await askAxe(later)).toEqual([]);
  await notice.getByRole("button", { name: "Use theirs" }).click();
  await expect(notice).toBeHidden();
  expect((await read(id)).status).toBe("done");

  await later.getByRole("button", { name: "Rename Gemini" }).click();
  await set(id, "name = 'Gemini 4', version = version + 1");
  await later.keyboard.type("Gemini 5");
  await later.keyboard.press("Enter");
  await expect(notice).toContainText("renamed this to “Gemini 4” in the meantime. You entered “Gemini 5”.");
  await notice.getByRole("button", { name: "Keep mine" }).click();
  await expect(notice).toBeHidden();
  await expect.poll(async () => (await read(id)).name).toBe("Gemini 5");
});

test("opening a name and leaving it unchanged reverts no one's change", async ({ browser }) => {
  const id = await createProject(acme, acme.people.owner.id, "Ranger");
  await createProject(acme, acme.people.owner.id, "Surveyor");
  const page = await open(browser, "member");
  const { promise, resolve } = Promise.withResolvers<void>();
  await page.route("**/change.data", async (route) => {
    await promise;
    await route.continue();
  });
  await page.getByLabel("Status of Surveyor").selectOption("paused");
  await page.getByRole("button", { name: "Rename Ranger" }).focus();
  await page.keyboard.press("Space");
  await expect(page.getByRole("textbox", { name: "Rename Ranger" })).toHaveValue("Ranger");
  await set(id, "name = 'Ranger 7', version = version + 1");
  resolve();
  await expect(page.getByLabel("Status of Ranger 7")).toBeVisible();
  const sent = listSentForms(page);
  await page.keyboard.press("Tab");
  await nextFrame(page);
  expect(sent).toEqual([]);
  expect((await read(id)).name).toBe("Ranger 7");
});

test("without scripts, the second person to set a status sees both versions and chooses", async ({
  browser,
}) => {
  const id = await createProject(acme, acme.people.owner.id, "Mercury");
  const later = await open(browser, "member", "/projects", false);
  await set(id, "status = 'paused', version = version + 1");
  const row = later.getByRole("listitem").filter({ hasText: "Mercury" });
  await row.getByRole("combobox").selectOption("done");
  await row.getByRole("button", { name: "Save" }).click();
  await expect(later.getByRole("definition")).toHaveText(["Paused", "Done"]);
  await expect(later).toHaveTitle("Mercury · Edit project · Acme · Tenantry");
  await later.getByRole("button", { name: "Keep mine" }).click();
  await expect.poll(async () => (await read(id)).status).toBe("done");
  await later.goto(tenantUrl(acme.slug, `/projects/${id}/change`));
  await expect(later).toHaveURL(/\/projects$/);
});

test("editing a project that was archived in the meantime keeps the typed text and says so", async ({
  browser,
}) => {
  const id = await createProject(acme, acme.people.owner.id, "Skylab");
  const later = await open(browser, "member", `/projects/${id}/edit`);
  await set(id, "archived_at = now()");
  await later.getByLabel("Description").fill("Typed in vain?");
  await later.getByRole("button", { name: "Save changes" }).click();
  await expect(later.getByRole("alert")).toContainText("archived in the meantime");
  await expect(later.getByLabel("Description")).toHaveValue("Typed in vain?");
});

test("only a permitted person can change the owner, only to a permitted member; a forged version overwrites nothing", async ({
  browser,
}) => {
  const id = await createProject(acme, acme.people.member.id, "Voyager");
  const { member, owner, viewer, admin } = acme.people;
  const page = await open(browser, "member", `/projects/${id}/edit`);
  const select = page.getByLabel("Owner");
  await expect(select.locator("option")).toHaveText(["Admin Tester", "Member Tester", "Owner Tester"]);
  const post = (fields: Record<string, string>) =>
    page.evaluate(
      async ([path, typed]) => {
        const body = new URLSearchParams(typed);
        return (await fetch(path, { method: "POST", body, headers: { accept: "text/html" } })).status;
      },
      [`/projects/${id}/edit`, { name: "Voyager", color: "blue", status: "active", ...fields }] as const,
    );
  for (const ownerId of [viewer.id, "user_nobody", "'; --", "x".repeat(65), "a\0b"])
    expect(await post({ ownerId, version: "1" })).toBe(400);
  for (const version of ["", "0", "7", "-1", "1e3", "99999999999999", "1'", "\0"])
    expect(await post({ name: "Overwritten", version })).toBe(409);
  expect(await read(id)).toMatchObject({ name: "Voyager", owner_id: member.id, version: 1 });
  await select.selectOption({ label: "Owner Tester" });
  await save(page);
  expect(await read(id)).toMatchObject({ owner_id: owner.id, version: 2 });
  await page.goto(tenantUrl(acme.slug, `/projects/${id}/edit`));
  await expect(page.getByLabel("Owner")).toHaveCount(0);
  expect(await post({ ownerId: member.id, version: "2" })).toBe(403);
  expect(await post({ ownerId: admin.id, version: "2" })).toBe(403);
  await page.getByRole("button", { name: "Save changes" }).click();
  await page.waitForURL(tenantUrl(acme.slug, "/projects"));
  expect(await read(id)).toMatchObject({ owner_id: owner.id, version: 2 });
});

async function open(browser: Browser, role: Role, path = "/projects", javaScriptEnabled = true) {
  const context = await browser.newContext({
    locale: "en-GB",
    storageState: states.get(role),
    javaScriptEnabled,
  });
  const page = await context.newPage();
  await page.goto(tenantUrl(acme.slug, path));
  if (javaScriptEnabled) await page.waitForLoadState("networkidle");
  return page;
}

async function save(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Save changes" }).click();
  await page.waitForURL(tenantUrl(acme.slug, "/projects"));
}

type Row = {
  name: string;
  description: string;
  status: string;
  owner_id: string;
  version: number;
};

async function read(id: string): Promise<Row> {
  return await asAdministrator(async (sql) => {
    const [found] = await sql<Row[]>`
      select name, description, status, owner_id, version from ${sql(schemaOf(acme))}.projects where id = ${id}`;
    if (!found) throw new Error("The project is gone.");
    return { ...found };
  });
}

async function set(id: string, assignment: string): Promise<void> {
  await asAdministrator((sql) =>
    sql.unsafe(`update ${schemaOf(acme)}.projects set ${assignment} where id = '${id}'`),
  );
}
