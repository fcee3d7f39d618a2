import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseSubmission } from "#app/forms/submission.ts";
import { validation } from "#app/i18n/messages/en/validation.ts";
import { addresses, forms } from "#app/testing/inputs.ts";

// The tests that attack every form and query parameter use the lists of app/testing/inputs.ts. Here the lists are compared
// with the sources, so that nothing new is missed.

test("every action is on the list of forms, and its schema knows every listed field", () => {
  const withActions = listSources("routes").filter((file) => hasAction(read(file)));
  const listed = new Set(forms.map(({ route }) => route));
  expect(withActions.filter((file) => !listed.has(file))).toEqual([]);
  expect([...listed].filter((file) => !withActions.includes(file))).toEqual([]);
  const unknown = forms.flatMap(({ path, fields, schema }) =>
    Object.keys(schema ? fields : {})
      .filter((name) => !(name in (schema?.shape ?? {})))
      .map((name) => `${path} ${name}`),
  );
  expect(unknown).toEqual([]);
});

test("every field of a schema is on the list of its form, except the hidden ones that say what a page showed", () => {
  const missing = forms.flatMap(({ path, fields, schema }) =>
    Object.keys(schema?.shape ?? {})
      .filter((name) => !(name in fields) && !/^was[A-Z]/.test(name))
      .map((name) => `${path} ${name}`),
  );
  expect(missing).toEqual([]);
});

test("an action that passes a schema to parseSubmission is listed with that schema", () => {
  const without = forms
    .filter(({ schema, route }) => !schema && /parseSubmission\(/.test(read(route)))
    .map(({ route }) => route);
  expect(without).toEqual([]);
});

test("a field that is duplicated, a file or missing gets an existing message", () => {
  const unsaid = forms.flatMap(({ path, fields, schema }) =>
    (schema ? [twice(fields), asFiles(fields), new FormData()] : []).flatMap((form) => {
      const { error } = parseSubmission(form, schema as NonNullable<typeof schema>).reply();
      const problems = Object.values(error ?? {}).flatMap((each) => each ?? []);
      return problems
        .filter((problem) => !(String(problem.split(":")[0]) in validation))
        .map((problem) => `${path} ${problem}`);
    }),
  );
  expect(unsaid).toEqual([]);
});

function twice(fields: Record<string, string>): FormData {
  const form = new FormData();
  for (const [name, value] of [...Object.entries(fields), ...Object.entries(fields)])
    form.append(name, value);
  return form;
}

function asFiles(fields: Record<string, string>): FormData {
  const form = new FormData();
  for (const name of Object.keys(fields)) form.append(name, new File(["x"], "x.txt"));
  return form;
}

/** Files that read query parameters but need no entry of their own, with the reason. */
const handed: Record<string, string> = {
  "clerk/forged-tokens.server.ts": "removes tokens from Clerk's own parameter, before every route",
  "features/audit/audit-filter.ts": "gets them from the audit log's routes",
  "features/members/member-filter.ts": "gets them from the route of members",
  "features/projects/project-filter.ts": "gets them from the projects' route",
  "features/tasks/task-filter.ts": "gets them from the routes of tasks",
  "forms/use-live-filters.ts": "in the browser alone, after the server did",
};

test("every file that reads query parameters is listed with their names", () => {
  const readers = listSources().filter((file) => readsAddress(read(file)) && !(file in handed));
  const missing = readers.flatMap((file) => {
    const listed = addresses.filter(({ reader }) => reader === file);
    if (listed.length === 0) return [file];
    const known = listed.flatMap(({ parameters }) => parameters);
    return parametersIn(read(file))
      .filter((name) => !known.includes(name))
      .map((name) => `${file} ?${name}`);
  });
  expect(missing).toEqual([]);
  const listed = [...Object.keys(handed), ...addresses.map(({ reader }) => reader)];
  expect(listed.filter((file) => !readsAddress(read(file)))).toEqual([]);
});

test("a new action and a new parameter are found", () => {
  expect(hasAction("export async function action(args) {}")).toBe(true);
  expect(hasAction("export const action = save;")).toBe(true);
  expect(hasAction("const action = form.action;")).toBe(false);
  const source = `const { searchParams } = new URL(request.url);
    searchParams.get("q"); searchParams.getAll("tag"); new URL(request.url).searchParams.has("all"); form.get("no");
    const query = new URL(request.url).searchParams; query.get("kind");`;
  expect(parametersIn(source)).toEqual(["q", "tag", "all", "kind"]);
});

function hasAction(source: string): boolean {
  return /^export (async )?(function|const) action\b/m.test(source);
}

function readsAddress(source: string): boolean {
  return /\bsearchParams\b(?!\.(set|append)\b)|[:<] ?URLSearchParams\b|useSearchParams\(/.test(source);
}

/** The names passed to `get`, `getAll` and `has` of URL search parameters. */
function parametersIn(source: string): string[] {
  const held = [...source.matchAll(/const (\w+) = [^;]*searchParams;/g)].map(([, name]) => name);
  const holders = ["searchParams", ...held].join("|");
  const asked = source.matchAll(new RegExp(`\\b(?:${holders})\\.(?:get|getAll|has)\\(\\s*"([^"]+)"`, "g"));
  return [...asked].map(([, name]) => name as string);
}

function listSources(folder = ""): string[] {
  const files = [...new Bun.Glob("**/*.{ts,tsx}").scanSync({ cwd: join(import.meta.dir, folder) })];
  return files
    .map((file) => join(folder, file))
    .filter((file) => !/\.test\.tsx?$|^testing\//.test(file))
    .sort();
}

function read(file: string): string {
  return readFileSync(join(import.meta.dir, file), "utf8");
}
