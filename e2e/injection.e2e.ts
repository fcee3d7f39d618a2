import { expect, test } from "@playwright/test";
import { asAdministrator, createWorkspace, type Workspace } from "./people.ts";
import { Caller, call, dataPath } from "./raw-client.ts";
import { contentOf, createProject, projectNames, schemaOf } from "./rows.ts";
import { originOf, stack, tenantUrl } from "./stack.ts";

// Text that is SQL, a template, a path or markup to whoever takes it for that: in every field and every parameter.

let acme: Workspace;
let globex: Workspace;
let cookies: Record<string, string>;

test.beforeAll(async () => {
  [acme, globex] = await Promise.all([createWorkspace("acme"), createWorkspace("globex")]);
  const caller = await Caller.signIn(acme.people.owner);
  cookies = await caller.cookies(originOf(acme), acme.organizationId);
});

/** As the key of a page, made by hand. */
function packed(text: string): string {
  return Buffer.from(JSON.stringify([text, "0198c9a0-0000-7000-8000-000000000000"])).toString("base64url");
}

const hostile = [
  `'; drop table projects; --`,
  `' or '1'='1`,
  `" or ""="`,
  `1) union all values (current_user) --`,
  `x'||pg_sleep(9)||'`,
  `\\'; commit; begin; --`,
  `$$; commit; $$`,
  `$1 $2 \${name} :name ?`,
  `%' escape '!' --`,
  `ʼ; drop schema public cascade; --`,
  `<script>alert(1)</script><img src=x onerror=alert(1)>`,
  `</textarea></script><!--`,
  `{{7*7}} \${7*7} #{7*7}`,
  `__proto__`,
  `../../../etc/passwd`,
];

test("in a form's fields it is stored as it was typed, shown as text, and does nothing else", async () => {
  const before = await contentOf(globex);
  for (const text of hostile) {
    const description = `of ${text}`;
    const made = await post("/projects/new", { name: text, description, color: "red", status: "active" }, [
      text,
    ]);
    expect(made, text).toBe(302);
    const [row] = await asAdministrator(
      (sql) => sql`select id, name, description from ${sql(schemaOf(acme))}.projects where name = ${text}`,
    );
    expect({ ...row }).toMatchObject({ name: text, description });
    const edit = `/projects/${row?.id}/edit`;
    const edited = { name: text, description: text, color: "blue", status: "done", version: "1" };
    expect(await post(edit, edited, [text])).toBe(302);
    for (const path of ["/projects", "/dashboard", edit]) {
      const { status, body } = await call(tenantUrl(acme.slug, path), { headers: cookies, typed: [text] });
      expect([status, path]).toEqual([200, path]);
      expect(body).not.toMatch(/<script>alert|<img src=x|<\/textarea><\/script>/);
    }
  }
  expect(await projectNames(acme)).toEqual([...hostile].sort(byCodePoint));
  expect(await contentOf(globex)).toBe(before);
});

test("in a field that is a choice or a number it is refused, and comes back as text", async () => {
  const before = await contentOf(acme);
  for (const text of hostile) {
    const forms: [string, Record<string, string>][] = [
      ["/projects/new", { name: "Fine", color: text }],
      ["/projects/new", { name: "Fine", status: text }],
      [onboarding(acme), { firstName: "Ada", phone: text }],
      [onboarding(acme), { firstName: "x".repeat(65), lastName: text, phone: "1" }],
    ];
    for (const [path, form] of forms) {
      const answer = await call(tenantUrl(acme.slug, path), { headers: cookies, form, typed: [text] });
      expect(answer.status, `${path} ${text}`).toBe(400);
      expect(answer.body).not.toMatch(/<script>alert|<img src=x|<\/textarea><\/script>/);
      const data = await call(tenantUrl(acme.slug, dataPath(path)), {
        headers: cookies,
        form,
        typed: [text],
      });
      expect(data.status).toBe(400);
    }
  }
  expect(await contentOf(acme)).toBe(before);
});

test("as a name somebody gives themselves it is stored as it was typed", async () => {
  for (const text of hostile) {
    expect(await post(onboarding(acme), { firstName: text, lastName: text, phone: "" }, [text])).toBe(303);
    const { status, body } = await call(tenantUrl(acme.slug, "/members"), {
      headers: cookies,
      typed: [text],
    });
    expect(status).toBe(200);
    expect(body).not.toMatch(/<script>alert|<img src=x/);
  }
});

test("in a path, a query, a header or a cookie it finds nothing, and is never a 500", async () => {
  await createProject(acme, acme.people.owner.id, "Stays");
  const before = [await contentOf(acme), await contentOf(globex)];
  for (const text of [...hostile, "\0", "\u202e", "%", "a".repeat(3000), "[]", "null", "-1", "1e999"]) {
    const own = encodeURIComponent(text);
    const targets = [
      `/projects/${own}/edit`,
      `/projects/${own}/archive`,
      `/projects/${own}/change`,
      `/projects/${own}/delete`,
      `/projects?archived=${own}&limit=${own}&orderBy=${own}&search=${own}`,
      `/projects?q=${own}&status=${own}&owner=${own}&sort=${own}&after=${own}`,
      `/projects?sort=name&after=${packed(text)}`,
      `/projects?sort=newest&after=${packed(text)}`,
      `/projects.data?_routes=${own}`,
      `/dashboard?index=${own}&page=${own}`,
      `/members/${own}`,
      `/api/tenants/${own}/users/onboarding`,
      `/${own}`,
      `/onboarding/progress?organization=${own}`,
    ];
    const apex = [
      `/onboarding?organization=${own}`,
      `/onboarding/progress?organization=${own}`,
      `/sign-in/${own}`,
    ];
    const urls = targets.map((path) => tenantUrl(acme.slug, path));
    urls.push(...apex.map((path) => new URL(path, stack().baseUrl).href));
    for (const url of urls) {
      for (const form of [undefined, { name: "x" }]) {
        const { status } = await call(url, { headers: cookies, form, typed: [text, own] });
        expect(status, `${form ? "POST" : "GET"} ${url}`).toBeLessThan(500);
      }
    }
    const printable = text.replace(/[^\x20-\x7e]/g, "?");
    const carried: Record<string, string>[] = [
      { "x-request-id": printable },
      { referer: printable, "user-agent": printable, "accept-language": printable },
      { cookie: `${cookies.cookie}; draft_0=${own}; draft_1=${printable}` },
      { cookie: `__session=${own}; __client_uat=${own}` },
      { authorization: `Bearer ${printable}` },
    ];
    for (const headers of carried) {
      const url = tenantUrl(acme.slug, "/projects/new");
      const { status } = await call(url, {
        headers: { ...cookies, ...headers },
        typed: [text, own, printable],
      });
      expect(status, JSON.stringify(headers)).toBeLessThan(500);
    }
  }
  expect([await contentOf(acme), await contentOf(globex)]).toEqual(before);
});

async function post(path: string, form: Record<string, string>, typed: string[]): Promise<number> {
  const { status } = await call(tenantUrl(acme.slug, path), { headers: cookies, form, typed });
  return status;
}

function onboarding({ slug }: Workspace): string {
  return `/api/tenants/${slug}/users/onboarding`;
}

function byCodePoint(a: string, b: string): number {
  return a < b ? -1 : 1;
}
