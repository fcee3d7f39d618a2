import { type Browser, expect, type Page, test } from "@playwright/test";
import { askAxe, inspect } from "./inspect.ts";
import { titleOf } from "./pages.ts";
import { asAdministrator, clerkApi, createWorkspace, type Role, signIn, type Workspace } from "./people.ts";
import { createProject, createTask, schemaOf } from "./rows.ts";
import { stack, tenantUrl } from "./stack.ts";

// Rare states are as accessible as the rest: empty, archived, deleted, in conflict, closed.

const looks = [
  { scheme: "light", width: 1280, locale: "en" },
  { scheme: "dark", width: 360, locale: "es" },
] as const;

let acme: Workspace;
test.beforeAll(async () => {
  acme = await createWorkspace("rare");
});

for (const look of looks) {
  const described = `${look.scheme} at ${look.width} px in ${look.locale}`;

  test(`pages of a workspace in rare states are accessible, ${described}`, async ({ browser }) => {
    test.setTimeout(150_000);
    const page = await openAs(browser, look, acme, "owner");
    await isRight(page, "dashboard");

    await clerkApi().organizations.createOrganizationInvitation({
      organizationId: acme.organizationId,
      emailAddress: `${look.scheme}@waiting.test`,
      role: "org:viewer",
    });
    await page.goto(tenantUrl(acme.slug, "/members"));
    await expect(page.getByText(`${look.scheme}@waiting.test`).first()).toBeVisible();
    await isRight(page, "members");

    const project = await createProject(acme, acme.people.owner.id, "For the archive");
    const task = await createTask(acme, project, "In conflict");
    await page.goto(tenantUrl(acme.slug, `/projects/${project}/tasks/${task}`));
    await change("tasks", task, { title: "Changed elsewhere" });
    await page.locator("input[name=title]").fill("Changed here");
    await page.locator("main form[method=post] button[type=submit]").first().click();
    await expect(page.getByText("Changed elsewhere").first()).toBeVisible();
    expect(await askAxe(page)).toEqual([]);

    await change("projects", project, { archived_at: new Date() });
    for (const [path, title, about] of [
      ["", "tasks", "For the archive"],
      ["/board", "board", "For the archive"],
      [`/tasks/${task}`, "task", "Changed elsewhere"],
    ] as const) {
      await page.goto(tenantUrl(acme.slug, `/projects/${project}${path}`));
      await isRight(page, title, { about });
    }
    // The next look starts in an empty workspace, too.
    await asAdministrator((sql) => sql`delete from ${sql(schemaOf(acme))}.projects where id = ${project}`);
    await page.context().close();
  });

  test(`a workspace being deleted and a request's outcome are accessible, ${described}`, async ({
    browser,
  }) => {
    test.setTimeout(120_000);
    const page = await openAs(browser, look, acme, "owner");
    await shut(acme, true);
    await page.goto(tenantUrl(acme.slug, "/dashboard"));
    expect(await askAxe(page)).toEqual([]);
    await page.goto(tenantUrl(acme.slug, "/restore"));
    await isRight(page, "restore", { workspace: undefined });
    for (const status of ["waiting", "refused", "done"]) {
      const id = await createRequest(acme, status);
      await page.goto(
        new URL(`/workspaces/changes/${id}?kind=delete&from=${acme.slug}`, stack().baseUrl).href,
      );
      await isRight(page, "change", { workspace: undefined });
    }
    await shut(acme, false);
    await page.context().close();
  });

  async function isRight(page: Page, title: string, names: { workspace?: string; about?: string } = {}) {
    const { locale, scheme } = look;
    const { workspace, about } = { workspace: "Rare", ...names };
    const whole = titleOf({ path: "", title }, locale, workspace, about);
    expect({ [title]: await inspect(page, { title: whole, lang: locale, scheme }) }).toEqual({ [title]: [] });
  }
}

async function openAs(browser: Browser, look: (typeof looks)[number], workspace: Workspace, role: Role) {
  const context = await browser.newContext({
    viewport: { width: look.width, height: 800 },
    colorScheme: look.scheme,
    locale: look.locale === "es" ? "es-ES" : "en-GB",
  });
  const page = await context.newPage();
  await signIn(page, workspace.people[role], tenantUrl(workspace.slug, "/dashboard"));
  return page;
}

async function change(table: "tasks" | "projects", id: string, values: Record<string, string | Date>) {
  await asAdministrator(
    (sql) => sql`
      update ${sql(schemaOf(acme))}.${sql(table)}
      set ${sql({ ...values, updated_at: new Date() })}, version = version + 1 where id = ${id}`,
  );
}

async function shut({ slug }: Workspace, isShut: boolean): Promise<void> {
  const state = isShut
    ? { status: "deleting", deleting_since: new Date(), deleting_by: "owner" }
    : { status: "active", deleting_since: null, deleting_by: null };
  await asAdministrator((sql) => sql`update public.tenants set ${sql(state)} where slug = ${slug}`);
}

/** @returns the id of an owner's request as the worker left it. */
async function createRequest({ slug, people }: Workspace, status: string): Promise<string> {
  const id = crypto.randomUUID();
  await asAdministrator(
    (sql) => sql`
      insert into public.change_requests (id, tenant_id, requested_by, kind, at, signature, status, error)
      select ${id}, id, ${people.owner.id}, 'delete', now(), ${"0".repeat(64)}, ${status},
        ${status === "refused" ? "not-an-owner" : null}
      from public.tenants where slug = ${slug}`,
  );
  return id;
}
