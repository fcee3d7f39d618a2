import { afterAll, beforeAll, expect, test } from "bun:test";
import postgres from "postgres";
import type { Migration } from "#db/migrate/migration-files.ts";
import { MigrationFailed } from "#db/migrate/rollout/failure.ts";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import { lintedRules } from "#db/testing/lint.ts";
import { type Cases, statementsOf } from "./cases/case.ts";
import { runPublicFile } from "./run-file.ts";

const cases: Cases = {
  "tenant-schema": {
    refused: `
      select 1 from tenant_acme.users
      create table public.x (id uuid primary key references tenant_acme.users (id))
      create schema tenant_acme
      drop schema public_old, tenant_acme
      alter table public.x set schema tenant_acme
      comment on schema tenant_acme is 'x'
      comment on column tenant_acme.users.id is 'x'
      grant usage on schema tenant_acme to tenantry_web
      alter default privileges in schema tenant_acme grant select on tables to tenantry_backup
      set search_path = public, tenant_acme
      create view public.v as select tenant_acme.f()
      create function app.f() returns int language sql set search_path = tenant_acme as 'select 1'
      create function app.f() returns text begin atomic select id from tenant_acme.users; end
      create function app.f(u tenant_acme.users) returns int language sql as 'select 1'`,
    harmless: `
      create table public.tenant_notes (tenant_id uuid primary key, tenant_x text)
      comment on column public.tenant_notes.tenant_id is 'x'
      comment on column public.tenant_notes.tenant_id is 'tenant_acme.users'
      select tenant_id.x from public.tenant_notes tenant_id
      create function app.tenant_count() returns bigint language sql as 'select count(*) from public.tenant_notes'
      create function app.f() returns void language plpgsql as 'begin execute format(''create schema %I'', 1); end'
      create table public.x (tenant_id, name) as select 1, 2
      grant insert (tenant_id, name) on public.tenant_notes to tenantry_web
      drop policy p on tenant_notes
      drop rule r on tenant_notes
      drop trigger tenant_x on public.tenant_notes`,
  },
  "app-grant": {
    refused: `
      grant select on public.tenants to tenantry_app
      grant select (slug) on public.tenants to tenantry_web, tenantry_app
      grant select on public.tenants to public
      grant all on all tables in schema public to tenantry_app
      grant usage on schema public to tenantry_app
      grant create on schema app to tenantry_app
      grant all on schema app to tenantry_app
      grant usage on schema app, public to tenantry_app
      grant usage on sequence s to tenantry_app
      grant select on app.secrets to tenantry_app
      grant execute on function public.f() to tenantry_app
      grant execute on function f() to tenantry_app
      grant execute on function app.f(), public.g() to tenantry_app
      grant execute on all functions in schema app to tenantry_app
      grant tenantry_web to tenantry_app
      alter default privileges in schema public grant select on tables to tenantry_app
      alter default privileges grant execute on functions to public
      create schema s create table t (id int primary key) grant select on t to tenantry_app`,
    harmless: `
      grant execute on function app.enter_tenant(text, text, text, text, text), app.leave_tenant() to tenantry_app
      grant execute on routine app.f to public
      grant usage on schema app to tenantry_app, tenantry_web
      grant insert (body) on public.inbox to tenantry_web
      grant select on all tables in schema public to tenantry_backup
      revoke all on all tables in schema public from tenantry_app
      revoke execute on all functions in schema app from public
      alter default privileges revoke execute on functions from public`,
  },
  "security-definer": {
    refused: `
      create function app.f() returns int language sql security definer as 'select 1'
      create procedure app.p() language sql security definer as 'select 1'
      create function app.f() returns int language sql security definer set row_security = on as 'select 1'
      create function app.f() returns int language sql security definer set search_path from current as 'select 1'
      create function app.f() returns int language sql security definer set search_path to default as 'select 1'
      alter function app.f() security definer
      alter function app.f() reset search_path
      alter routine app.f() reset all
      alter function app.f() set search_path from current`,
    harmless: `
      create function app.f() returns int language sql security definer set search_path = pg_catalog, pg_temp as 'select 1'
      create function app.f() returns int set search_path = '' language sql security definer as 'select 1'
      create function app.f() returns int language sql security invoker as 'select 1'
      create function app.f() returns int language sql as 'select 1'
      alter function app.f() security definer set search_path = pg_catalog, pg_temp
      alter function app.f() set work_mem = '1MB'`,
  },
  "strong-role": {
    refused: `
      create role r bypassrls
      create user u with login superuser
      alter role tenantry_app bypassrls
      alter role tenantry_app nosuperuser bypassrls`,
    harmless: `
      create role r login nobypassrls nosuperuser
      alter role r nobypassrls`,
  },
  "transaction-control": {
    refused: `
      begin
      commit
      savepoint s
      rollback`,
    harmless: `
      select 'commit'`,
  },
  extension: {
    refused: `
      create extension pg_trgm
      alter extension pg_trgm update
      drop extension pg_trgm
      alter extension pg_trgm add table public.tenants`,
    harmless: `
      create table public.extensions (name text primary key)`,
  },
};

/** What the cases expect to exist; not all at once, because many create one of these. */
const surroundings = [
  "",
  "create function app.f() returns int language sql as 'select 1';",
  `create function app.f() returns int language sql security definer set search_path = pg_catalog, pg_temp as 'select 1';
   create function public.f() returns int language sql as 'select 1'; create function public.g() returns int language sql as 'select 1';
   create sequence public.s; create table app.secrets (id int primary key);
   alter default privileges revoke execute on functions from public;`,
];

let db: TestDatabase;
let admin: postgres.Sql;
beforeAll(async () => {
  db = await createTestDatabase();
  // A superuser: what PostgreSQL refuses to tenantry_owner could not be compared.
  admin = postgres(db.url("admin"), { max: 1, fetch_types: false, onnotice: () => {} });
});
afterAll(async () => {
  await admin.end();
  await db.close();
});

for (const [rule, { refused, harmless }] of Object.entries(cases)) {
  test(`in the shared schema ${rule} is refused, and similar statements pass`, async () => {
    for (const sql of statementsOf(refused)) {
      expect([sql, await findAll(sql)]).toEqual([sql, expect.arrayContaining([rule])]);
    }
    for (const sql of statementsOf(harmless)) {
      expect([sql, await findAll(sql)]).toEqual([sql, []]);
    }
  });
}

/** The parser's findings, or else the catalog's in every surrounding where the statement runs. */
async function findAll(sql: string): Promise<string[]> {
  const textual = await lintedRules(sql, { scope: "public" });
  if (textual.length > 0) return textual;
  const found: string[] = [];
  const rolledBack = new Error("rolled back");
  for (const before of surroundings) {
    const migration = { ...template, sql };
    const run = admin.begin(async (tx) => {
      await tx.unsafe(`set local search_path = public, pg_temp; ${before}`);
      const { problems } = await runPublicFile(tx, migration, { outside: db.owner, eachStatement: false });
      found.push(...problems.map(({ rule }) => rule));
      throw rolledBack;
    });
    await run.catch((error) => {
      if (error !== rolledBack && !(error instanceof MigrationFailed)) throw error;
    });
  }
  return found;
}

const template: Migration = {
  version: 9,
  name: "test",
  file: "0009_test.sql",
  scope: "public",
  sql: "",
  checksum: "",
  transaction: true,
};

test("a file for the shared schema may contain what a tenant's file may not", async () => {
  const sql = `
    create type public.kind as enum ('a'); create sequence public.s; do $$ begin end $$; set local lock_timeout = '1s';
    create trigger t before insert on public.inbox for each row execute function app.f(); notify inbox;
    create policy p on public.inbox using (true); alter table public.inbox add column at timestamptz default now();
    create materialized view public.m as select 1; select pg_advisory_xact_lock(1);`;
  expect(await lintedRules(sql, { scope: "public" })).toEqual([]);
});
