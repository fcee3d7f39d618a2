import { afterAll, beforeAll, expect, test } from "bun:test";
import { sql } from "kysely";
import { readOrder, readProjectChoices } from "#app/features/projects/project-filter.ts";
import { mirrorMembers } from "#db/mirror/mirror.ts";
import { inTenant, type TenantReader, type TenantTransaction } from "#db/tenant/transaction.ts";
import { createTestDatabase, type TestDatabase, testSealSecret } from "../testing/database.ts";
import { person } from "../testing/people.ts";
import { archiveProject } from "./project-archive.ts";
import {
  type ListedProject,
  listProjectOwners,
  listProjects,
  type ProjectFilter,
  type ProjectOrder,
} from "./project-list.ts";
import { createProject } from "./projects.ts";

let db: TestDatabase;
const count = 23;

beforeAll(async () => {
  db = await createTestDatabase();
  const people = [person("ann"), person("ben"), person("cat")];
  await mirrorMembers({ sql: db.owner, sealSecret: testSealSecret }, db.acme, people);
  await write(async (tx) => {
    for (let number = 0; number < count; number++) {
      const ownerId = number % 2 ? "ben" : "ann";
      // Every third name is the same, and all were changed in the same few microseconds: only the id tells them apart.
      const name = number % 3 ? `Project ${number}` : "Same name";
      const project = { name, description: `Number ${number}`, color: "blue", ownerId };
      const id = await createProject(tx, project);
      const changedAt = `2026-01-01 00:00:00.00000${number % 4}Z`;
      await sql`update projects set updated_at = ${changedAt}::text::timestamptz where id = ${id}`.execute(
        tx,
      );
    }
  });
});
afterAll(() => db.close());

const keys: Record<ProjectOrder["by"], (row: ListedProject) => unknown> = {
  changed: ({ changedAt, id }) => [changedAt, id],
  name: ({ name, id }) => [name, id],
  newest: ({ id }) => [id],
};

for (const by of ["changed", "name", "newest"] as const) {
  test(`pages by ${by} have no gaps or duplicates and keep the order of the whole list`, async () => {
    const whole = await list({ order: { by } });
    expect(whole).toHaveLength(count);
    const seen: string[] = [];
    let after: unknown;
    for (;;) {
      const page = await list({ order: { by, after } as ProjectOrder, limit: 5 });
      seen.push(...page.map(({ id }) => id));
      const last = page.at(-1);
      if (!last || page.length < 5) break;
      after = keys[by](last);
    }
    expect(seen).toEqual(whole.map(({ id }) => id));
  });
}

test("a session keeps the statement of each order's first page, as the page asks for it, and no other", async () => {
  // Where tenantry_app may look at its session.
  const managed = await createTestDatabase("managed");
  const pool = managed.openPool("tenantry_app", { size: 1, applicationName: "orders" });
  const options = { pool, sealSecret: testSealSecret, readOnly: true, label: "test" };
  for (const sort of ["changed", "name", "newest"] as const) {
    const { archived, status, owner, label, q } = readProjectChoices(new URLSearchParams({ sort }));
    const filter = { archived, status, ownerId: owner, labelId: label, search: q };
    // A connection's first use of a text without known types is unnamed.
    for (const limit of [51, 51, 51])
      await inTenant(managed.acme, options, async (tx) => {
        await listProjects(tx, { ...filter, order: readOrder(sort, null), limit });
        await listProjects(tx, { ...filter, ownerId: "ann", order: { by: sort }, limit });
      });
  }
  const kept = await pool.use(
    (client) => client<{ statement: string }[]>`
      select statement from pg_prepared_statements where statement like '%limit $1'`,
  );
  await pool.close();
  await managed.close();
  const orders = kept.map(({ statement }) => /.* order by (.*) limit/.exec(statement)?.[1]);
  expect(orders.sort()).toEqual(
    [
      '"projects"."id" desc',
      '"projects"."updated_at" desc, "projects"."id" desc',
      '("projects"."name") collate "und-x-icu", "projects"."id"',
    ].sort(),
  );
});

test("the next page continues after the last row, even if that row is gone", async () => {
  const [first, second, third] = await list({ order: { by: "newest" }, limit: 3 });
  const rest = async () => await list({ order: { by: "newest", after: [second?.id ?? ""] }, limit: 1 });
  await write((tx) => archiveProject(tx, second?.id ?? "", { id: "ann", mayArchiveOthers: true }));
  expect((await rest())[0]?.id).toBe(third?.id as string);
  expect((await list({ archived: true })).map(({ id }) => id)).toEqual([second?.id as string]);
  expect(first?.taskCount).toBe(0);
  await write((tx) => sql`update projects set archived_at = null`.execute(tx));
});

test("filters work alone and combined", async () => {
  expect(await list({ ownerId: "ben" })).toHaveLength(11);
  expect(await list({ ownerId: "cat" })).toEqual([]);
  expect(await list({ status: "done" })).toEqual([]);
  expect(await list({ search: "same NAME", ownerId: "ann" })).toHaveLength(4);
  expect((await list({ search: "number 7" })).map(({ name }) => name)).toEqual(["Project 7"]);
  expect((await read(listProjectOwners)).map(({ id }) => id)).toEqual(["ann", "ben"]);
});

test("a search is literal text, neither a pattern nor SQL", async () => {
  const description = `50% _of_ \\ 'x'; drop table projects; -- \u202e 🚀`;
  await write((tx) => createProject(tx, { name: "Odd", description, color: "red", ownerId: "ann" }));
  const found = async (search: string) => (await list({ search })).map(({ name }) => name);
  for (const search of ["50%", "_of_", "\\ '", "drop table projects; --", "\u202e", "🚀", "%", "\\"])
    expect(await found(search)).toEqual(["Odd"]);
  for (const search of ["50_", "%of%", "' or true --", "\\%"]) expect(await found(search)).toEqual([]);
});

test("names and descriptions beyond ASCII are found and sorted as people expect", async () => {
  const names = ["Zebra", "apple", "Ángel", "Ñandú", "oso", "Éire", "eel"];
  await write(async (tx) => {
    for (const name of names)
      await createProject(tx, { name, description: `ÜBER ${name}`, color: "red", ownerId: "cat" });
  });
  const found = async (filter: ProjectFilter) =>
    (await list({ ownerId: "cat", ...filter })).map(({ name }) => name);
  expect(await found({ search: "ángel" })).toEqual(["Ángel"]);
  expect(await found({ search: "ÑANDÚ" })).toEqual(["Ñandú"]);
  expect(await found({ search: "über éi" })).toEqual(["Éire"]);
  const inOrder = ["Ángel", "apple", "eel", "Éire", "Ñandú", "oso", "Zebra"];
  expect(await found({ order: { by: "name" } })).toEqual(inOrder);
  const paged: string[] = [];
  for (let after: [string, string] | undefined; paged.length < inOrder.length; ) {
    const order = { by: "name", ...(after && { after }) } as const;
    const [row] = await list({ ownerId: "cat", order, limit: 1 });
    if (!row) break;
    paged.push(row.name);
    after = [row.name, row.id];
  }
  expect(paged).toEqual(inOrder);
});

test("owners are sorted by name as people expect", async () => {
  const people = [person("a1", { firstName: "Zoe" }), person("z1", { firstName: "Ángela" })];
  await mirrorMembers({ sql: db.owner, sealSecret: testSealSecret }, db.globex, [...people, person("bo")]);
  await inTenant(db.globex, writing(), async (tx) => {
    for (const ownerId of ["a1", "z1", "bo"])
      await createProject(tx, { name: ownerId, description: "", color: "red", ownerId });
  });
  const owners = await inTenant(db.globex, { ...writing(), readOnly: true }, listProjectOwners);
  expect(owners.map(({ id }) => id)).toEqual(["z1", "bo", "a1"]);
});

function list(filter: ProjectFilter): Promise<ListedProject[]> {
  return read((tx) => listProjects(tx, filter));
}

function write<T>(fn: (tx: TenantTransaction) => Promise<T>): Promise<T> {
  return inTenant(db.acme, writing(), fn);
}

function writing() {
  return { pool: db.appPool, sealSecret: testSealSecret, readOnly: false, label: "test" } as const;
}

function read<T>(fn: (tx: TenantReader) => Promise<T>): Promise<T> {
  const options = { pool: db.appPool, sealSecret: testSealSecret, readOnly: true, label: "test" };
  return inTenant(db.acme, options, fn);
}
