import { expect, test } from "@playwright/test";
import { hostileTexts } from "../hostile-inputs.ts";
import { asAdministrator, createWorkspace, type Workspace } from "../people.ts";
import { Caller, call } from "../raw-client.ts";
import { contentOf, projectNames, schemaOf } from "../rows.ts";
import { originOf, tenantUrl } from "../stack.ts";

// Text that looks like SQL, a template, a path or markup is stored and shown as it was typed. inputs.e2e.ts covers what
// each field refuses.

let acme: Workspace;
let globex: Workspace;
let cookies: Record<string, string>;

test.beforeAll(async () => {
  [acme, globex] = await Promise.all([createWorkspace("acme"), createWorkspace("globex")]);
  const caller = await Caller.signIn(acme.people.owner);
  cookies = await caller.cookies(originOf(acme), acme.organizationId);
});

test("hostile text in a project is stored as typed, shown as text, and does nothing else", async () => {
  const before = await contentOf(globex);
  for (const text of hostileTexts) {
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
  expect(await projectNames(acme)).toEqual([...hostileTexts].sort(byCodePoint));
  expect(await contentOf(globex)).toBe(before);
});

test("hostile text as a person's name is stored as typed and shown as text", async () => {
  for (const text of hostileTexts) {
    expect(await post(onboarding(acme), { firstName: text, lastName: text, phone: "" }, [text])).toBe(303);
    const { status, body } = await call(tenantUrl(acme.slug, "/members"), {
      headers: cookies,
      typed: [text],
    });
    expect(status).toBe(200);
    expect(body).not.toMatch(/<script>alert|<img src=x/);
  }
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
