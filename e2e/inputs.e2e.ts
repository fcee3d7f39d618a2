import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { addresses, type FormInput, forms } from "../app/testing/inputs.ts";
import { atOnce, bodyOf, shapesOf } from "./form-shapes.ts";
import { escaped, type Hostile, hostile, hostileOf, isShowable, markup } from "./hostile-inputs.ts";
import { createWorkspace, type Workspace } from "./people.ts";
import { type Answer, Caller, call, dataPath, faceOf } from "./raw-client.ts";
import { allRowsOf, createLabel, createProject, createTask, createTasks } from "./rows.ts";
import { originOf, stack, tenantUrl } from "./stack.ts";

// Every form, parameter and path of the application, with input that no one types by accident: over-long, hostile,
// impossible, deleted, or of another workspace. app/testing/inputs.ts and app/routes.ts list them.

/** To save time, choice fields get half of the values in turn, and parameters are tried on pages only. */
const isWhole = Boolean(process.env.SOAK);

let acme: Workspace;
let globex: Workspace;
let caller: Caller;
let places: Record<string, string>;
let foreign: Record<"project" | "task" | "person", string>;
let before: Record<string, string>;

test.beforeAll(async () => {
  [acme, globex] = await Promise.all([createWorkspace("acme"), createWorkspace("globex")]);
  caller = await Caller.signIn(acme.people.owner);
  const theirs = await createProject(globex, globex.people.owner.id, "Of globex");
  foreign = {
    project: theirs,
    task: await createTask(globex, theirs, "Of globex"),
    person: globex.people.owner.id,
  };
  const project = await createProject(acme, acme.people.owner.id, "Stays");
  const archived = await createProject(acme, acme.people.owner.id, "May be archived");
  const [task = "", doomed = ""] = await createTasks(acme, project, [{ title: "Stays" }, { title: "Goes" }]);
  const label = await createLabel(acme, "Stays");
  places = { project, archived, task, doomed, label, member: acme.people.member.id, slug: acme.slug };
  before = await allRowsOf(globex);
});

test.afterAll(async () => {
  expect(await allRowsOf(globex), "something of another workspace changed").toEqual(before);
});

test("hostile text in a field is stored as text or refused at the field with the input kept", async () => {
  test.setTimeout(240_000);
  // Ordered by value, so that concurrent requests rarely need the same row.
  const attacks = valuesFor().flatMap((value, nth) =>
    inWorkspace().flatMap((form) =>
      fieldsOf(form)
        .filter((field, index) => isWhole || form.typed?.includes(field) || (nth + index) % 2 === 0)
        .map((field) => ({ form, field, value })),
    ),
  );
  const found = await atOnce(attacks, async ({ form, field, value }) => {
    const answer = await send(form, bodyOf({ ...form.fields, [field]: value }), value);
    return problemsOf(form, field, value, answer);
  });
  expect(found).toEqual([]);
});

test("truncated, duplicated, mistyped and overfull forms never answer 500", async () => {
  test.setTimeout(120_000);
  const attacks = inWorkspace().flatMap((form) =>
    Object.entries(shapesOf(form.fields)).map(([name, body]) => ({ form, name, body })),
  );
  const found = await atOnce(attacks, async ({ form, name, body }) => {
    const { status } = await send(form, ...body);
    return status < 500 ? [] : [`${form.path}, ${name}: ${status}`];
  });
  expect(found).toEqual([]);
});

test("hostile, impossible and duplicated query parameters show a page or an error message", async () => {
  test.setTimeout(120_000);
  const values = valuesFor();
  const attacks = addresses.flatMap(({ paths, parameters, apex }) =>
    paths.flatMap((path) =>
      parameters.flatMap((name) => [
        ...values.map((value) => ({ apex, path, value, query: `${name}=${value.encoded}` })),
        { apex, path, value: undefined, query: `${name}=a&${name}=b&${name}[]=c&${name}[d]=e` },
      ]),
    ),
  );
  const found = await atOnce(attacks, async ({ apex, path, value, query }) => {
    const problems: string[] = [];
    const target = `${fill(path)}?${query}`;
    for (const each of isWhole || !value ? [target, dataPath(target)] : [target]) {
      const answer = await get(each, value, apex);
      if (answer.status >= 500 || holdsMarkup(answer))
        problems.push(`${each.slice(0, 100)}: ${answer.status}`);
    }
    return problems;
  });
  expect(found).toEqual([]);
});

test("paths with hostile, deleted or another workspace's ids answer an ordinary 404 to reads and writes", async () => {
  test.setTimeout(120_000);
  const attacks = patterns().flatMap(({ pattern, form, apex, endsSession }) =>
    valuesFor()
      .filter(({ text }) => text.trim() !== "" && !text.includes("/"))
      .flatMap((value) =>
        (endsSession ? [false] : [true, false]).map((isPost) => ({ pattern, form, apex, value, isPost })),
      ),
  );
  const found = await atOnce(attacks, async ({ pattern, form, apex, value, isPost }) => {
    const path = pattern.replace(/:\w+|\*/g, value.encoded);
    const answer = isPost ? await post(path, bodyOf(form), value, apex) : await get(path, value, apex);
    const isRight = answer.status < 500 && !holdsMarkup(answer);
    return isRight ? [] : [`${isPost ? "POST" : "GET"} ${path.slice(0, 100)}: ${answer.status}`];
  });
  expect(found).toEqual([]);
});

test("another workspace's id in a path answers like an id that doesn't exist", async () => {
  const nobody = "00000000-0000-7000-8000-000000000000";
  const withId = patterns().filter(({ pattern, apex }) => !apex && /:\w+Id\b/.test(pattern));
  expect(withId.length).toBeGreaterThan(3);
  for (const { pattern, form } of withId) {
    for (const theirs of Object.values(foreign)) {
      const faces = [theirs, nobody].map(async (id) => {
        const path = pattern.replace(/:\w+/, id);
        const answers = [await get(path), await post(path, bodyOf(form))];
        return answers.map((answer) => {
          const plain = { ...answer, body: answer.body.replaceAll(id, "THE-ID") };
          return JSON.stringify(faceOf(plain, acme.slug)).replaceAll(id, "THE-ID");
        });
      });
      const [seen, expected] = await Promise.all(faces);
      expect(seen, pattern).toEqual(expected as string[]);
    }
  }
});

test("hostile text in headers and cookies finds nothing and never answers 500", async () => {
  const attacks = hostile.map(({ text, encoded }) => {
    const printable = text
      .toWellFormed()
      .replace(/[^\x20-\x7e]/g, "?")
      .trim();
    return [
      { "x-request-id": printable },
      { referer: printable, "user-agent": printable, "accept-language": printable },
      { cookie: `done_projects=${encoded}; locale=${encoded}; theme=${encoded}` },
      { cookie: `__session=${encoded}; __client_uat=${encoded}` },
      { authorization: `Bearer ${printable}` },
    ] as Record<string, string>[];
  });
  const found = await atOnce(attacks.flat(), async (headers) => {
    const own = await cookies();
    const cookie = headers.cookie?.startsWith("done") ? `${own.cookie}; ${headers.cookie}` : headers.cookie;
    const sent = { ...own, ...headers, ...(cookie && { cookie }) };
    const url = tenantUrl(acme.slug, "/projects/new");
    const { status } = await call(url, { headers: sent, typed: Object.values(headers) });
    return status < 500 ? [] : [`${JSON.stringify(headers)}: ${status}`];
  });
  expect(found).toEqual([]);
});

/** All values, including another workspace's ids. */
function valuesFor(): Hostile[] {
  const ids = { ...foreign, "nobody's": "00000000-0000-7000-8000-000000000000", "no id": "user_nobody" };
  return [...hostile, ...Object.entries(ids).map(([name, id]) => hostileOf(`an id: ${name}`, id))];
}

function inWorkspace(): FormInput[] {
  return forms.filter(({ apex, endsSession }) => !apex && !endsSession);
}

function fieldsOf({ fields, schema }: FormInput): string[] {
  return [...new Set([...Object.keys(fields), ...Object.keys(schema?.shape ?? {}), "unasked"])];
}

function problemsOf(form: FormInput, field: string, value: Hostile, answer: Answer): string[] {
  const { status, body } = answer;
  const wrong: string[] = [];
  if (status >= 500) wrong.push("it is answered with a failure");
  if (holdsMarkup(answer)) wrong.push("it is markup in the page");
  if (form.refused && status < 400) wrong.push("it is accepted");
  const { typed = [], unseen = [] } = form;
  if (status === 400 && typed.length > 0) {
    if (!unseen.includes(field) && !/aria-invalid="true"|role="alert"|id="[\w-]*error"/.test(body))
      wrong.push("nothing says what is wrong");
    for (const name of typed) {
      const kept = name === field ? value.text : (form.fields[name] ?? "");
      const isExpected = name === field ? isShowable(value) : true;
      if (isExpected && !isIn(body, escaped(kept))) wrong.push(`what was typed into ${name} is lost`);
    }
  }
  return wrong.map((what) => `${form.path} ${field}, ${value.name}: ${what} (${status})`);
}

/** Only where a browser would interpret it as markup. */
function holdsMarkup({ headers, body }: Answer): boolean {
  return markup.test(body) && /html|svg|xml/.test(headers.get("content-type") ?? "html");
}

/** As a field's initial value: the text elsewhere in the page would not help. */
function isIn(body: string, kept: string): boolean {
  return kept === "" || body.includes(`value="${kept}"`) || body.includes(`>${kept}</textarea>`);
}

/** The paths with parameters, and what is sent to them. */
function patterns(): {
  pattern: string;
  form: Record<string, string>;
  apex?: boolean;
  endsSession?: boolean;
}[] {
  const source = readFileSync(new URL("../app/routes.ts", import.meta.url), "utf8");
  const atApex = ["sign-in/*", "sign-up/*", "workspaces/changes/:changeId"];
  return [...source.matchAll(/route\("([^"]+)",\s*"([^"]+)"/g)]
    .filter(([, pattern = ""]) => /[:*]/.test(pattern))
    .map(([, pattern = "", file]) => {
      const { fields = {}, endsSession } = forms.find(({ route }) => route === file) ?? {};
      return { pattern: `/${pattern}`, form: fields, apex: atApex.includes(pattern), endsSession };
    });
}

async function send(form: FormInput, body: string | FormData, more?: Hostile | string): Promise<Answer> {
  const value = typeof more === "object" ? more : undefined;
  return await post(fill(form.path), body, value, form.apex, typeof more === "string" ? more : undefined);
}

async function post(
  path: string,
  body: string | FormData,
  value?: Hostile,
  apex = false,
  type = "application/x-www-form-urlencoded",
): Promise<Answer> {
  const url = urlOf(path, apex);
  const headers = { ...(await cookies(apex)), ...(typeof body === "string" && { "content-type": type }) };
  return await call(url, { headers, body, typed: typedBy(value) });
}

async function get(path: string, value?: Hostile, apex = false): Promise<Answer> {
  return await call(urlOf(path, apex), { headers: await cookies(apex), typed: typedBy(value) });
}

/** Not counted as internals. */
function typedBy(value: Hostile | undefined): string[] {
  return value ? [value.text, escaped(value.text), value.encoded].filter((text) => text.trim() !== "") : [];
}

function urlOf(path: string, apex = false): string {
  return apex ? `${stack().baseUrl}${path}` : `${originOf(acme)}${path}`;
}

function fill(path: string): string {
  return path.replace(/:(\w+)/g, (_, name: string) => places[name] ?? "00000000-0000-7000-8000-000000000000");
}

const known = new Map<boolean, { at: number; cookies: Promise<Record<string, string>> }>();

/** With a token younger than 30 seconds. */
async function cookies(apex = false): Promise<Record<string, string>> {
  const last = known.get(apex);
  if (last && Date.now() - last.at < 30_000) return await last.cookies;
  const fresh = apex ? caller.cookies(stack().baseUrl) : caller.cookies(originOf(acme), acme.organizationId);
  known.set(apex, { at: Date.now(), cookies: fresh });
  return await fresh;
}
