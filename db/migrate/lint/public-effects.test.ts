import { afterAll, beforeAll, expect, test } from "bun:test";
import { type Migration, readMigrations } from "#db/migrate/migration-files.ts";
import { connectAsOwner } from "#db/migrate/owner.ts";
import { migratePublic } from "#db/migrate/public-schema.ts";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import { untilBlocked } from "#db/testing/until-blocked.ts";
import { lintEffects } from "./lint-effects.ts";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

/** A rule and a statement that breaks it. A DO block builds the statement at run time, so no parser sees it. */
const refused: [string, string][] = [
  ["app-grant", "grant select on public.tenants to tenantry_app"],
  ["app-grant", "grant select (slug) on public.tenants to public"],
  ["app-grant", "grant usage on schema jobs to tenantry_app"],
  ["app-grant", "grant create on schema app to tenantry_app"],
  ["app-grant", "alter default privileges grant select on tables to tenantry_app"],
  ["app-grant", "grant execute on all functions in schema app to tenantry_app"],
  ["app-grant", "grant execute on all functions in schema app to public"],
  ["app-grant", "grant execute on function app.find_$sql$ || $sql$tenant(text) to tenantry_app"],
  ["security-definer", "create function app.f() returns int language sql security definer as 'select 1'"],
  ["security-definer", "create function public.f() returns int language sql security definer as 'select 1'"],
  ["security-definer", "alter function app.pass_for(text, bytea) security definer"],
  ["extension", "create extension pg_trgm schema public"],
  ["tenant-schema", "alter table tenant_acme.users add column x text"],
  ["tenant-schema", "create table public.copy (id text references tenant_acme.users (id))"],
  ["tenant-schema", "create schema tenant_new"],
  ["tenant-schema", "create schema tenant_new; drop schema tenant_acme cascade"],
  ["tenant-schema", "drop schema tenant_acme cascade"],
  ["tenant-schema", "drop table tenant_acme.audit_log"],
  ["tenant-schema", "alter schema tenant_acme rename to spare"],
  ["tenant-schema", "create schema spare; alter schema spare rename to tenant_new"],
  ["tenant-schema", "grant usage on schema tenant_acme to tenantry_web"],
  ["tenant-schema", "create function tenant_acme.f() returns int language sql return 1"],
  [
    "tenant-schema",
    "create function app.f() returns text language sql as 'select id from tenant_acme.users'",
  ],
];

const harmless = [
  "grant select on public.tenants to tenantry_web",
  "create function app.f() returns int language sql security definer set search_path = pg_catalog, pg_temp as 'select 1'",
  "create table public.tenant_notes (tenant_id uuid primary key)",
  "set local statement_timeout = '5s'",
  "grant execute on function app.leave_tenant() to tenantry_web",
  "grant execute on function app.find_tenant(text) to tenantry_app",
  "grant execute on all functions in schema app to tenantry_web",
  "create schema spare; create table spare.x (id uuid primary key); drop schema spare cascade",
  "drop table public.tombstones cascade",
  "revoke usage on schema app from tenantry_app",
];

test("forbidden dynamic SQL in the shared schema is detected and rolled back", async () => {
  const left: unknown[] = [];
  for (const [rule, sql] of refused) {
    const error = await migrateWith(inBlock(sql)).catch((reason) => reason);
    if (error?.code !== "migration" || !error.message.includes(rule)) left.push([rule, sql, String(error)]);
  }
  expect(left).toEqual([]);
  const newest = readMigrations("public").length;
  const [ledger] = await db.owner`select max(version)::int as version from public._migrations`;
  expect(ledger).toEqual({ version: newest });
});

test("lint names file and statement, reports warnings, and rolls everything back", async () => {
  const sql = `create table public.notes (id int);\n${inBlock("grant select on public.tenants to tenantry_app")};
-- lint: allow index-not-concurrent because there is one row a tenant
create index on public.tenants (name);
create index on public.tenants (created_at)`;
  const found = await lintEffects(db.owner, {
    public: [...readMigrations("public"), fileWith(sql)],
    tenant: readMigrations("tenant"),
  });
  expect(found.refused).toEqual([expect.stringMatching(/_extra\.sql:2:1 app-grant\n {2}do \$block\$/)]);
  expect(found.warnings.map(({ problem: { rule, line } }) => [rule, line])).toEqual([
    ["no-primary-key", 1],
    ["index-not-concurrent", 5],
  ]);
  expect(await db.owner`select from pg_catalog.pg_class where relname = 'notes'`).toHaveLength(0);
});

test("lint also rehearses every .down.sql file", async () => {
  const tenant = readMigrations("tenant");
  const version = tenant.length + 1;
  const number = String(version).padStart(4, "0");
  const view = "create view w with (security_invoker) as select id from users";
  const found = async (down: string) => {
    const extra = { ...fileWith(view), version, file: `${number}_extra.sql`, scope: "tenant" as const, down };
    return await lintEffects(db.owner, { public: readMigrations("public"), tenant: [...tenant, extra] });
  };
  expect((await found("drop view w")).refused).toEqual([]);
  expect((await found("drop view v")).refused).toEqual([
    expect.stringContaining(`${number}_extra.down.sql: view "v" does not exist`),
  ]);
  expect((await found("create view x as select id from users")).refused).toEqual([
    expect.stringContaining(`${number}_extra.down.sql:1:1 view`),
  ]);
});

test("roles with BYPASSRLS, memberships and event triggers are refused to a superuser too", async () => {
  const admin = connectAsOwner(db.url("admin"), "test admin", 2);
  const left: unknown[] = [];
  for (const [rule, sql] of [
    ["strong-role", "create role strong bypassrls"],
    ["app-grant", "grant tenantry_backup to tenantry_app"],
    ["app-grant", "grant temporary on database current to public"],
    ["trigger", "create event trigger t on ddl_command_end execute function public.f()"],
  ] as const) {
    const [{ name } = { name: "" }] = await admin<{ name: string }[]>`select current_database() as name`;
    const text = `create function public.f() returns event_trigger language plpgsql as 'begin end';
      ${inBlock(sql.replace("database current", `database ${name}`))}`;
    const error = await migrateWith(text, admin).catch((reason) => reason);
    if (error?.code !== "migration" || !error.message.includes(rule)) left.push([rule, sql, String(error)]);
  }
  await admin.end();
  expect(left).toEqual([]);
});

test("a tenant that is created while a file runs is not blamed on the file", async () => {
  const held = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  const holder = db.owner.begin(async (tx) => {
    await tx`lock table public.tombstones in access exclusive mode`;
    held.resolve();
    await release.promise;
  });
  await held.promise;
  const file = fileWith(
    "set local lock_timeout = '10s'; create table public.early (id int primary key); lock table public.tombstones",
  );
  const found = lintEffects(db.owner, { public: [...readMigrations("public"), file], tenant: [] });
  await untilBlocked(db.owner, 1);
  await db.owner`create schema tenant_late`;
  release.resolve();
  await holder;
  expect((await found).refused).toEqual([]);
  await db.owner`drop schema tenant_late`;
});

test("similar but harmless dynamic SQL passes", async () => {
  for (const sql of harmless) {
    const found = await lintEffects(db.owner, {
      public: [...readMigrations("public"), fileWith(inBlock(sql))],
      tenant: [],
    });
    expect([sql, found.refused]).toEqual([sql, []]);
  }
});

function migrateWith(sql: string, session = db.owner) {
  return migratePublic(session, [...readMigrations("public"), fileWith(sql)], "2s");
}

function fileWith(sql: string): Migration {
  const version = readMigrations("public").length + 1;
  const file = `${String(version).padStart(4, "0")}_extra.sql`;
  return { version, name: "extra", file, scope: "public", sql, checksum: "x", transaction: true };
}

function inBlock(sql: string): string {
  return `do $block$ begin execute $sql$${sql}$sql$; end $block$`;
}
