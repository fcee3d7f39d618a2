import { expect, test } from "bun:test";
import { lintedRules } from "#db/testing/lint.ts";
import { type Cases, statementsOf } from "./cases/case.ts";

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
      create function app.f() returns text language sql as 'select id from tenant_acme.users'
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
      grant tenantry_owner to tenantry_app
      alter default privileges in schema public grant select on tables to tenantry_app
      alter default privileges grant execute on functions to public
      create schema s create table t (id int primary key) grant select on t to tenantry_app`,
    harmless: `
      grant execute on function app.enter_tenant(text, text, text, text), app.leave_tenant() to tenantry_app
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

for (const [rule, { refused, harmless }] of Object.entries(cases)) {
  test(`${rule} is refused for the shared schema, and what looks like it passes`, async () => {
    const found = async (sql: string) => [sql, await lintedRules(sql, { scope: "public" })];
    for (const sql of statementsOf(refused)) expect(await found(sql)).toEqual([sql, [rule]]);
    for (const sql of statementsOf(harmless)) expect(await found(sql)).toEqual([sql, []]);
  });
}

test("what a tenant's file may not hold, the shared schema's may", async () => {
  const sql = `
    create type public.kind as enum ('a'); create sequence public.s; do $$ begin end $$; set local lock_timeout = '1s';
    create trigger t before insert on public.inbox for each row execute function app.f(); notify inbox;
    create policy p on public.inbox using (true); alter table public.inbox add column at timestamptz default now();
    create materialized view public.m as select 1; select pg_advisory_xact_lock(1);`;
  expect(await lintedRules(sql, { scope: "public" })).toEqual([]);
});
