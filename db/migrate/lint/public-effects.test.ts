import { afterAll, beforeAll, expect, test } from "bun:test";
import { type Migration, readMigrations } from "#db/migrate/migration-files.ts";
import { migratePublic } from "#db/migrate/public-schema.ts";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import { lintEffects } from "./lint-effects.ts";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

/** The rule and what breaks it; each statement is made at run time, in a DO block. */
const refused: [string, string][] = [
  ["app-grant", "grant select on public.tenants to tenantry_app"],
  ["app-grant", "grant select (slug) on public.tenants to public"],
  ["security-definer", "create function app.f() returns int language sql security definer as 'select 1'"],
  ["security-definer", "alter function app.leave_tenant() security definer"],
  ["extension", "create extension pg_trgm schema public"],
  ["tenant-schema", "alter table tenant_acme.users add column x text"],
  ["tenant-schema", "create table public.copy (id text references tenant_acme.users (id))"],
];

const harmless = [
  "grant select on public.tenants to tenantry_web",
  "create function app.f() returns int language sql security definer set search_path = pg_catalog, pg_temp as 'select 1'",
  "create table public.tenant_notes (tenant_id uuid primary key)",
  "set local statement_timeout = '5s'",
];

test("dynamic SQL in a file for the shared schema is seen by what it does, and the file is rolled back", async () => {
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

test("lint names the file and the statement, warns of what hurts, and keeps nothing", async () => {
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

test("what only looks like it passes", async () => {
  for (const sql of harmless) {
    const found = await lintEffects(db.owner, {
      public: [...readMigrations("public"), fileWith(inBlock(sql))],
      tenant: [],
    });
    expect([sql, found.refused]).toEqual([sql, []]);
  }
});

function migrateWith(sql: string) {
  return migratePublic(db.owner, [...readMigrations("public"), fileWith(sql)], "2s");
}

function fileWith(sql: string): Migration {
  const version = readMigrations("public").length + 1;
  const file = `${String(version).padStart(4, "0")}_extra.sql`;
  return { version, name: "extra", file, scope: "public", sql, checksum: "x", transaction: true };
}

function inBlock(sql: string): string {
  return `do $block$ begin execute $sql$${sql}$sql$; end $block$`;
}
