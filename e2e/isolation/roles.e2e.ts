import { type Browser, expect, type Page, test } from "@playwright/test";
import { can, permissions } from "#app/access/permissions.ts";
import { en } from "#app/i18n/messages/en.ts";
import { es } from "#app/i18n/messages/es.ts";
import { createWorkspace, type Role, signedInState, type Workspace } from "../people.ts";
import { bearer, Caller, call, dataPath } from "../raw-client.ts";
import { contentOf, createProject, createTask } from "../rows.ts";
import { originOf, tenantUrl } from "../stack.ts";
import { type Control, controlsOf } from "./controls.ts";
import { anyForm } from "./neighbours.ts";

// What each role sees in each language, and that the server agrees: it refuses nothing that a page offers, and everything
// that it does not offer.

const roles = ["owner", "admin", "member", "viewer"] as const;
const words = { en, es };

let acme: Workspace;
let projectId: string;
const projectName = "The owner's plan";

test.beforeAll(async () => {
  acme = await createWorkspace("acme");
  const { owner, member } = acme.people;
  projectId = await createProject(acme, owner.id, projectName);
  await createTask(acme, projectId, "A task of the plan");
  await createProject(acme, member.id, "The member's plan");
});

for (const role of roles) {
  for (const locale of ["en", "es"] as const) {
    test(`the ${role} sees what the permission matrix grants and no more, in ${locale === "en" ? "English" : "Spanish"}`, async ({
      browser,
    }) => {
      const { page, close } = await open(browser, role, locale);
      const t = words[locale];
      await page.goto(tenantUrl(acme.slug, "/dashboard"));
      await expect(page.locator("html")).toHaveAttribute("lang", locale);
      await expect(page.getByRole("heading", { level: 1 })).toContainText(acme.people[role].firstName);
      expect(await navOf(page)).toEqual(expectedNav(role, t));

      await goTo(page, t.frame.nav.projects);
      await expect(page.getByRole("heading", { level: 1, name: t.titles.projects })).toBeVisible();
      await expect(page.locator("main a[href='/projects/new']").first()).toBeVisible({
        visible: can(role, "projects:write"),
      });

      await page.getByRole("link", { name: projectName }).first().click();
      await expect(page.getByRole("heading", { level: 1 })).toContainText(projectName);
      await expect(page.getByText("A task of the plan").first()).toBeVisible();
      expect((await page.locator("main form[method=post]").count()) > 0).toBe(can(role, "projects:write"));

      await goTo(page, t.frame.nav.members);
      await expect(page.getByRole("heading", { level: 1, name: t.titles.members })).toBeVisible();
      await page.getByRole("link", { name: t.roles.link }).click();
      await expect(page.getByRole("columnheader", { name: t.roles.you })).toHaveText(
        new RegExp(t.common.role[role]),
      );
      expect(await countGranted(page, role, t.roles.yes)).toBe(
        permissions.filter((permission) => can(role, permission)).length,
      );

      for (const [path, permission, title] of guarded(t)) {
        const response = await page.goto(tenantUrl(acme.slug, path));
        expect([path, response?.status()]).toEqual([path, can(role, permission) ? 200 : 403]);
        const expected = can(role, permission) ? title : t.errors.forbidden.title;
        await expect(page.getByRole("heading", { level: 1 })).toHaveText(expected);
      }
      await close();
    });
  }
}

test("a viewer is refused every write, including those that need a script, as cookie or as bearer", async () => {
  const viewer = await Caller.signIn(acme.people.viewer);
  const token = await viewer.token(originOf(acme), acme.organizationId);
  const before = await contentOf(acme);
  const paths = [
    ...["new", "archive", "restoration"].map((noun) => `/projects/${noun}`),
    ...["edit", "archive", "change", "delete"].map((noun) => `/projects/${projectId}/${noun}`),
    ...["fields", "place", "deletion", "restoration"].map((noun) => `/tasks/${projectId}/${noun}`),
    ...[`/projects/${projectId}`, `/projects/${projectId}/tasks/${projectId}`],
  ];
  for (const headers of [viewer.cookiesWith(token), bearer(token)])
    for (const path of paths.flatMap((path) => [path, dataPath(path)]))
      expect([path, (await call(tenantUrl(acme.slug, path), { headers, form: anyForm })).status]).toEqual([
        path,
        403,
      ]);
  expect(await contentOf(acme)).toBe(before);
});

// Last, because it really changes what each role may change.
test("the server refuses nothing that a role's pages offer, and everything that only other roles' pages offer", async () => {
  test.setTimeout(180_000);
  const visitors = new Map<Role, Visitor>();
  for (const role of roles) visitors.set(role, await Visitor.signIn(role));
  const offered = new Map<Role, Map<string, Control>>();
  for (const [role, visitor] of visitors) offered.set(role, await visitor.listControls());
  const everything = new Map([...offered.values()].flatMap((controls) => [...controls]));
  expect(everything.size).toBeGreaterThan(20);
  const wrong: string[] = [];
  // First everything that must be refused, then what may change something.
  for (const isOffered of [false, true]) {
    for (const [role, visitor] of visitors) {
      const own = offered.get(role);
      for (const [name, control] of everything) {
        if (own?.has(name) !== isOffered || leaves.test(name)) continue;
        if (isOffered && changesRoles.test(name)) continue;
        // As offered to them, with their own name in the form.
        const status = await visitor.use(own?.get(name) ?? control);
        if ((status === 403) === isOffered || status >= 500) wrong.push(`${role}, ${name}: ${status}`);
      }
    }
  }
  expect(wrong).toEqual([]);
});

type Words = typeof en | typeof es;

function guarded(t: Words) {
  return [
    ["/settings", "settings:manage", t.settings.title],
    ["/audit", "audit:read", t.audit.title],
    ["/settings/delete", "workspace:own", t.settings.deletion.title],
  ] as const;
}

function expectedNav(role: Role, t: Words): string[] {
  const { nav } = t.frame;
  return [
    ...[nav.dashboard, nav.projects, nav["my-tasks"], nav.labels, nav.members],
    ...(can(role, "settings:manage") ? [nav.settings] : []),
    ...(can(role, "audit:read") ? [nav.audit] : []),
  ];
}

async function navOf(page: Page): Promise<string[]> {
  const links = page.locator("aside nav a");
  await expect(links.first()).toBeVisible();
  return await links.allTextContents();
}

async function goTo(page: Page, name: string): Promise<void> {
  await page.locator("aside nav").getByRole("link", { name, exact: true }).click();
}

/** The number of permissions that the table grants a role. */
async function countGranted(page: Page, role: Role, yes: string): Promise<number> {
  const cells = page.locator(`tbody tr td:nth-of-type(${roles.indexOf(role) + 1})`);
  return (await cells.allTextContents()).filter((text) => text === yes).length;
}

const states = new Map<Role, Awaited<ReturnType<typeof signedInState>>>();

async function open(browser: Browser, role: Role, locale: "en" | "es") {
  const storageState = states.get(role) ?? (await signedInState(browser, acme, role));
  states.set(role, storageState);
  const context = await browser.newContext({
    ...{ storageState, viewport: { width: 1280, height: 800 }, locale: locale === "es" ? "es-ES" : "en-GB" },
  });
  return { page: await context.newPage(), close: () => context.close() };
}

/** A person who follows every link and sends every form by hand. */
class Visitor {
  private constructor(private readonly caller: Caller) {}

  static async signIn(role: Role): Promise<Visitor> {
    return new Visitor(await Caller.signIn(acme.people[role]));
  }

  /** Every control on any page that links lead to. */
  async listControls(): Promise<Map<string, Control>> {
    const found = new Map<string, Control>();
    const ahead = ["/dashboard", "/welcome"];
    const seen = new Set(ahead.map(kindOf));
    for (const path of ahead) {
      const url = tenantUrl(acme.slug, path);
      const answer = await call(url, { headers: await this.cookies() });
      if (!/text\/html/.test(answer.headers.get("content-type") ?? "")) continue;
      for (const control of await controlsOf(answer, url)) {
        found.set(control.name, control);
        if (control.fields || seen.has(kindOf(control.path))) continue;
        seen.add(kindOf(control.path));
        ahead.push(control.path);
      }
    }
    return found;
  }

  async use({ path, fields }: Control): Promise<number> {
    const form = fields && new URLSearchParams(fields).toString();
    const headers = {
      ...(await this.cookies()),
      ...(form !== undefined && { "content-type": "application/x-www-form-urlencoded" }),
    };
    return (await call(tenantUrl(acme.slug, path), { headers, body: form })).status;
  }

  private cookies(): Promise<Record<string, string>> {
    return this.caller.cookies(originOf(acme), acme.organizationId);
  }
}

/** Other tests cover these: a person who was removed or has another role cannot continue here. */
const changesRoles = /^POST \/(profile|members\/.*(role|removal))( |$)/;
/** Everyone may leave except the last owner. */
const leaves = /^POST \/members\/departure/;

/** A list counts as one page, whatever its filters and page number are. */
function kindOf(path: string): string {
  const { pathname, searchParams } = new URL(path, "http://any.invalid");
  return [pathname, ...new Set(searchParams.keys())].join(" ");
}
