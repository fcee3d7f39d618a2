import { type Browser, type BrowserContext, expect, type Page, test } from "@playwright/test";
import type { Locale } from "../app/i18n/locale.ts";
import { askAxe, inspect } from "./inspect.ts";
import { apexPages, framelessPages, type Place, signedOutPages, titleOf, workspacePages } from "./pages.ts";
import {
  asAdministrator,
  createWorkspace,
  type Role,
  signedInState,
  signIn,
  type Workspace,
} from "./people.ts";
import { createLabel, createProject, createTasks, schemaOf } from "./rows.ts";
import { stack, tenantUrl } from "./stack.ts";

// WCAG 2.2 AA on every page: axe finds nothing, and no page scrolls sideways, lacks its heading or has a wrong title.

type Look = { scheme: "light" | "dark"; width: number; locale: Locale };

const wide: Look = { scheme: "light", width: 1280, locale: "en" };
const narrow: Look = { scheme: "dark", width: 360, locale: "es" };
const looks: Look[] = process.env.SOAK ? everyLook() : [wide, narrow];

const names = {
  project: `A project, ${"wide".repeat(20)}`,
  archived: "One from the archive",
  task: `A task, ${"wide".repeat(20)}`,
  label: `A label, ${"wide".repeat(7)}`,
};

let acme: Workspace;
let project: string;
let archived: string;
let task: string;
let label: string;
const states = new Map<Role, Awaited<ReturnType<typeof signedInState>>>();

test.beforeAll(async ({ browser }) => {
  // Four people sign in.
  test.setTimeout(120_000);
  acme = await createWorkspace("acme");
  project = await createProject(acme, acme.people.owner.id, names.project);
  archived = await createProject(acme, acme.people.owner.id, names.archived);
  await asAdministrator(
    (sql) => sql`update ${sql(schemaOf(acme))}.projects set archived_at = now() where id = ${archived}`,
  );
  const { id: assigneeId } = acme.people.owner;
  [task = ""] = await createTasks(acme, project, [
    { title: names.task, notes: "Notes", assigneeId, dueOn: "2026-01-01" },
    { title: "Nobody's", status: "doing" },
    { title: "Done", status: "done", assigneeId, dueOn: "2026-01-01" },
  ]);
  label = await createLabel(acme, names.label);
  for (const role of ["owner", "admin", "member", "viewer"] as const)
    states.set(role, await signedInState(browser, acme, role));
});

for (const look of looks) {
  for (const role of process.env.SOAK
    ? (["owner", "admin", "member", "viewer"] as const)
    : ["owner" as const]) {
    test(`the pages of a workspace are accessible, ${describeLook(look)}, to the ${role}`, async ({
      browser,
    }) => {
      const pages = workspacePages.filter(({ roles }) => !roles || roles.includes(role));
      const { page, close } = await open(browser, look, role);
      expect(await inspectAll(page, look, pages, (path) => tenantUrl(acme.slug, path), "Acme")).toEqual({});
      await close();
    });
  }

  test(`the pages of the apex are accessible, ${describeLook(look)}`, async ({ browser }) => {
    const { page, close } = await open(browser, look, "member");
    expect(await inspectAll(page, look, apexPages, atApex)).toEqual({});
    expect(await inspectAll(page, look, framelessPages, (path) => tenantUrl(acme.slug, path))).toEqual({});
    await close();
  });

  test(`pages for signed-out visitors are accessible, ${describeLook(look)}`, async ({ browser }) => {
    const { page, close } = await open(browser, look);
    expect(await inspectAll(page, look, signedOutPages, atApex)).toEqual({});
    await close();
  });

  test(`menus and dialogs are accessible while they are open, ${describeLook(look)}`, async ({ browser }) => {
    const { page, close } = await open(browser, look, "owner");
    const found: Record<string, string[]> = {};
    for (const [name, openIt] of Object.entries(look.width < 1024 ? narrowOverlays : overlays)) {
      await page.goto(tenantUrl(acme.slug, "/profile"));
      await page.waitForLoadState("networkidle");
      await openIt(page);
      const problems = [...(await askAxe(page)), ...(await sideways(page))];
      if (problems.length > 0) found[name] = problems;
    }
    expect(found).toEqual({});
    await close();
  });
}

test("a viewer's 403, a closed workspace and pages rendered without Remix are accessible", async ({
  browser,
}) => {
  const shut = await createWorkspace("shut");
  await asAdministrator(
    (sql) =>
      sql`update public.tenants set status = 'suspended', suspended_at = now() where slug = ${shut.slug}`,
  );
  for (const look of [wide, narrow]) {
    const { page, close } = await open(browser, look, "viewer");
    const refusals = workspacePages.filter(
      ({ roles, status }) => status === 403 && roles?.includes("viewer"),
    );
    expect(await inspectAll(page, look, refusals, (path) => tenantUrl(acme.slug, path), "Acme")).toEqual({});
    const plain = { path: "/%ff", title: "plain.400", status: 400 };
    expect(await inspectAll(page, look, [plain], (path) => tenantUrl(acme.slug, path))).toEqual({});
    await page.context().clearCookies();
    await signIn(page, shut.people.owner, tenantUrl(shut.slug, "/dashboard"));
    const closed = { path: "/dashboard", title: "errors.tenant-suspended", status: 423 };
    expect(await inspectAll(page, look, [closed], (path) => tenantUrl(shut.slug, path))).toEqual({});
    await close();
  }
});

test("reduced motion turns off all animation", async ({ browser }) => {
  for (const reducedMotion of ["no-preference", "reduce"] as const) {
    const { page, close } = await open(browser, wide, "owner");
    await page.emulateMedia({ reducedMotion });
    await page.goto(tenantUrl(acme.slug, "/dashboard"));
    await page.waitForLoadState("networkidle");
    await page.route(/projects\.data|_routes=/, async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      await route.continue();
    });
    await page.getByRole("link", { name: "Projects", exact: true }).first().click();
    await expect(page.getByRole("progressbar")).toBeVisible();
    const moving = await page.evaluate(
      () => document.getAnimations().filter((animation) => animation instanceof CSSAnimation).length,
    );
    if (reducedMotion === "reduce") expect(moving).toBe(0);
    else expect(moving).toBeGreaterThan(0);
    await close();
  }
});

type Overlays = Record<string, (page: Page) => Promise<void>>;

const overlays: Overlays = {
  account: (page) => page.locator("aside summary").last().click(),
  switcher: async (page) => {
    await page.locator("aside summary").first().click();
    await expect(page.getByRole("link", { name: "Acme" }).first()).toBeVisible();
  },
  shortcuts: async (page) => {
    await page.locator("body").press("Shift+?");
    await expect(page.getByRole("dialog")).toBeVisible();
  },
  "a question": askWhetherToSignOut,
  "a member's menu": openMemberMenu,
  "a question about a member": askWhetherToRemove,
  "a project's labels": (page) => openLabels(page, `/projects/${project}`),
  "a task's labels": (page) => openLabels(page, `/projects/${project}/tasks/${task}`),
};

const narrowOverlays: Overlays = {
  menu: openNarrowMenu,
  account: async (page) => {
    await openNarrowMenu(page);
    await page.locator("summary:visible").last().click();
  },
  switcher: async (page) => {
    await openNarrowMenu(page);
    await page.locator("summary:visible").nth(1).click();
    await expect(page.getByRole("link", { name: "Acme" }).first()).toBeVisible();
  },
  "a question": askWhetherToSignOut,
  "a member's menu": openMemberMenu,
  "a question about a member": askWhetherToRemove,
  "a project's labels": (page) => openLabels(page, `/projects/${project}`),
  "a task's labels": (page) => openLabels(page, `/projects/${project}/tasks/${task}`),
};

async function openNarrowMenu(page: Page): Promise<void> {
  await page.locator("summary:visible").first().click();
}

async function askWhetherToSignOut(page: Page): Promise<void> {
  await page.locator("main form[action='/profile'] button").click();
  await expect(page.getByRole("dialog").or(page.getByRole("alertdialog"))).toBeVisible();
}

async function sideways(page: Page): Promise<string[]> {
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  return overflow > 0 ? [`it scrolls ${overflow} px to the side`] : [];
}

/** The problems of each page that has any. */
async function inspectAll(
  page: Page,
  { scheme, locale }: Look,
  places: readonly Place[],
  urlOf: (path: string) => string,
  workspace?: string,
): Promise<Record<string, string[]>> {
  test.setTimeout(60_000 + places.length * 15_000);
  const found: Record<string, string[]> = {};
  for (const place of places) {
    const ids = { project, archived, task, label };
    const path = place.path.replace(
      /:(project|archived|task|label)/g,
      (_, name: keyof typeof ids) => ids[name],
    );
    const response = await page.goto(urlOf(path));
    const status = response?.status();
    const about = place.about && names[place.about];
    const expected = { title: titleOf(place, locale, workspace, about), lang: locale, scheme };
    const problems = await inspect(page, expected);
    if (status !== (place.status ?? 200)) problems.unshift(`the status is ${status}`);
    if (problems.length > 0) found[`${place.path} (${place.title})`] = problems;
  }
  return found;
}

async function open(
  browser: Browser,
  { scheme, width, locale }: Look,
  role?: Role,
): Promise<{ page: Page; close: () => Promise<void> }> {
  const context: BrowserContext = await browser.newContext({
    viewport: { width, height: 800 },
    colorScheme: scheme,
    locale: locale === "es" ? "es-ES" : "en-GB",
    ...(role ? { storageState: states.get(role) } : {}),
  });
  return { page: await context.newPage(), close: () => context.close() };
}

function atApex(path: string): string {
  return new URL(path, stack().baseUrl).href;
}

function everyLook(): Look[] {
  return (["light", "dark"] as const).flatMap((scheme) =>
    [1280, 768, 360].flatMap((width) => (["en", "es"] as const).map((locale) => ({ scheme, width, locale }))),
  );
}

function describeLook({ scheme, width, locale }: Look): string {
  return `${scheme} at ${width} px in ${locale}`;
}

async function openMemberMenu(page: Page): Promise<void> {
  await page.goto(tenantUrl(acme.slug, "/members"));
  await page.waitForLoadState("networkidle");
  await page.locator("main summary").first().click();
}

async function openLabels(page: Page, path: string): Promise<void> {
  await page.goto(tenantUrl(acme.slug, path));
  await page.locator("main summary").first().click();
  await expect(page.locator("main details[open]").getByRole("checkbox", { name: names.label })).toBeVisible();
}

async function askWhetherToRemove(page: Page): Promise<void> {
  await openMemberMenu(page);
  await page.locator("main details[open] form").last().getByRole("button").click();
  await expect(page.getByRole("alertdialog")).toBeVisible();
}
