import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";
import { findUnguarded } from "#db/audit/compare/find-unguarded.ts";
import { shipped, TestFleet } from "#db/testing/fleet.ts";
import { readFleetStatus } from "./status.ts";

// What a migration does to each tenant, and that one tenant's failure does not affect the others.

let fleet: TestFleet;
beforeAll(async () => {
  fleet = await TestFleet.create();
});
afterEach(() => fleet.takeBack());
afterAll(() => fleet.close());

test("every tenant gets the new file, its ledger row and its version, once", async () => {
  fleet.write({ "notes.sql": "alter table projects add column note text;" });
  const result = await fleet.up();
  expect(result).toMatchObject({ planned: 8, done: 8, failed: [], outcome: "done", target: shipped + 1 });
  expect(await fleet.countColumns("note")).toBe(8);
  expect(await versions()).toEqual([{ version: shipped + 1, tenants: 8 }]);
  const ledger = await ledgerOf("tenant_acme");
  expect(ledger.at(-1)).toMatchObject({ version: shipped + 1, name: "notes" });
  expect(await fleet.up()).toMatchObject({ planned: 0, done: 0 });
});

test("a table created by a migration has its guard and grants", async () => {
  fleet.write({
    "settings_anew.sql":
      "drop table settings; create table settings (key text primary key, value jsonb not null, updated_at timestamptz not null);",
  });
  await fleet.up();
  expect(await findUnguarded(fleet.db.owner)).toEqual([]);
  const [row] = await fleet.db
    .owner`select has_table_privilege('tenantry_app', 'tenant_blue.settings', 'insert') as may`;
  expect(row?.may).toBe(true);
});

test("a backfill updates every row of every tenant, but no row without the engine's context", async () => {
  await fleet.insertProjects();
  fleet.write({
    "shout.sql": "update projects set name = upper(name);",
  });
  const without = await fleet.db.owner.unsafe("update tenant_acme.projects set name = upper(name)");
  expect(without.count).toBe(0);
  await fleet.up();
  expect(await namesOf("tenant_acme")).toEqual(["ONE", "TWO"]);
  expect(await namesOf("tenant_teal")).toEqual(["ONE", "TWO"]);
});

test("a foreign key over bad rows fails, and only that tenant stays behind", async () => {
  await fleet.insertProjects();
  await fleet.admin`update tenant_lime.projects set description = 'nobody'`;
  await fleet.admin`update tenant_lime.projects set description = 'ann' where name = 'one'`;
  for (const slug of TestFleet.slugs.filter((one) => one !== "lime"))
    await fleet.admin.unsafe(`update tenant_${slug}.projects set description = 'ann'`);
  fleet.write({
    "reviewer.sql":
      "alter table projects add constraint projects_reviewer foreign key (description) references users (id);",
  });
  const result = await fleet.up();
  expect(result).toMatchObject({ done: 7, outcome: "failed" });
  expect(result.failed).toMatchObject([{ slug: "lime", file: expect.stringContaining("_reviewer.sql") }]);
  expect(result.failed[0]?.error).toContain("violates foreign key constraint");
});

test("one tenant's failure is logged, the others continue, and the next rollout retries it", async () => {
  fleet.write({
    "in_the_way.sql": "alter table projects add column mark text;\nalter table users add column badge text;",
  });
  await fleet.admin`alter table tenant_cyan.users add column badge text`;
  const first = await fleet.up();
  expect(first).toMatchObject({ planned: 8, done: 7, outcome: "failed" });
  expect(first.failed).toMatchObject([{ slug: "cyan", attempts: 1 }]);
  expect(await fleet.countColumns("mark")).toBe(7);
  const status = await readFleetStatus(fleet.db.owner);
  expect(status.failures).toMatchObject([{ slug: "cyan", error: expect.stringContaining("already exists") }]);
  expect(status.lastRollout).toMatchObject({ outcome: "failed", done: 7, failed: 1 });
  await fleet.admin`alter table tenant_cyan.users drop column badge`;
  expect(await fleet.up()).toMatchObject({ planned: 1, done: 1, outcome: "done" });
  expect((await readFleetStatus(fleet.db.owner)).failures).toEqual([]);
});

test("a file that fails is found in the rehearsal, with a caret, before any tenant is touched", async () => {
  fleet.write({
    "good.sql": "alter table projects add column good text;",
    "bad.sql": "-- A comment\nalter table projects\n  add column wrong no_such_type;",
  });
  const failure = await fleet.up().catch((error) => error);
  expect(failure).toMatchObject({ code: "migration-failed" });
  expect(failure.message).toContain("_bad.sql");
  expect(failure.excerpt).toBe(`line 3:   add column wrong no_such_type;\n${" ".repeat(27)}^`);
  expect(await fleet.countColumns("good")).toBe(0);
});

test("tables without their guard are reported after the batch: created by hand, FORCE or a policy dropped, a policy added", async () => {
  fleet.write({ "badges.sql": "alter table users add column badges text;" });
  await fleet.admin.unsafe(`
    create table tenant_cyan.badges ();
    alter table tenant_gray.users no force row level security;
    drop policy tenant_guard on tenant_lime.users;
    create policy wide on tenant_pink.users using (true);`);
  await expect(fleet.up()).rejects.toThrow(
    "without their guard: tenant_cyan.badges, tenant_gray.users, tenant_lime.users, tenant_pink.users",
  );
  expect((await readFleetStatus(fleet.db.owner)).lastRollout).toMatchObject({ outcome: "failed", done: 8 });
});

test("a table without an entry in the list of grants is refused", async () => {
  fleet.write({ "stray.sql": "create table stray (id uuid primary key);" });
  await expect(fleet.up()).rejects.toThrow("db/tables.ts");
});

test("a tenant whose table is locked is retried and does not hold up the others", async () => {
  fleet.write({ "patient.sql": "alter table projects add column patient text;" });
  const others = Promise.withResolvers<void>();
  const held = Promise.withResolvers<void>();
  const holder = fleet.admin.begin(async (tx) => {
    await tx`lock table tenant_gray.projects in access share mode`;
    held.resolve();
    await others.promise;
  });
  await held.promise;
  const order: string[] = [];
  const result = await fleet.up({
    lockTimeout: "100ms",
    concurrency: 2,
    retries: 50,
    onTenant: ({ tenant }) => {
      order.push(tenant.slug);
      if (order.length === 7) others.resolve();
    },
  });
  await holder;
  expect(result).toMatchObject({ done: 8, failed: [] });
  expect(order.at(-1)).toBe("gray");
});

for (const [what, hold] of [
  ["a table", "lock table tenant_gray.projects in access share mode"],
  ["the tenant's own row", "select from public.tenants where slug = 'gray' for no key update"],
] as const) {
  test(`a lock that is never released is a failure with its reason, after the retries: ${what}`, async () => {
    const column = `never_${what.length}`;
    fleet.write({ "never.sql": `-- lock_timeout: 50ms\nalter table projects add column ${column} text;` });
    const held = Promise.withResolvers<void>();
    const holder = fleet.admin.begin(async (tx) => {
      await tx.unsafe(hold);
      await held.promise;
    });
    const result = await fleet.up({ retries: 1 });
    held.resolve();
    await holder;
    expect(result.failed).toMatchObject([
      { slug: "gray", attempts: 2, error: expect.stringContaining("lock timeout") },
    ]);
  });
}

test("CREATE INDEX CONCURRENTLY runs outside a transaction, and an invalid index left by a crash is rebuilt", async () => {
  fleet.write({
    "index.sql": "-- transaction: off\ncreate index concurrently projects_again on projects (name);",
  });
  await fleet.admin.unsafe("create index projects_again on tenant_acme.projects (name)");
  await fleet.admin.unsafe("create index projects_again on tenant_blue.projects (name)");
  await fleet.admin.unsafe(
    "update pg_index set indisvalid = false where indexrelid = 'tenant_blue.projects_again'::regclass",
  );
  const result = await fleet.up();
  expect(result).toMatchObject({ done: 8, failed: [] });
  const indexes = await fleet.admin`
    select i.indisvalid as valid from pg_index i join pg_class c on c.oid = i.indexrelid where c.relname = 'projects_again'`;
  expect(indexes.map(({ valid }) => valid)).toEqual(Array(8).fill(true));
});

test("$TENANT_SCHEMA$ is replaced by the tenant's schema", async () => {
  fleet.write({ "named.sql": "alter table $TENANT_SCHEMA$.projects add column named text;" });
  await fleet.up();
  expect(await fleet.countColumns("named")).toBe(8);
});

async function namesOf(schema: string): Promise<string[]> {
  const rows = await fleet.admin.unsafe<{ name: string }[]>(
    `select name from ${schema}.projects order by name`,
  );
  return rows.map(({ name }) => name);
}

async function versions() {
  return (await readFleetStatus(fleet.db.owner)).versions;
}

function ledgerOf(schema: string) {
  return fleet.admin.unsafe<{ version: number; name: string }[]>(
    `select version, name from ${schema}._migrations order by version`,
  );
}
