import { afterAll, beforeAll, expect, test } from "bun:test";
import { guardStatements } from "#db/tenant/guard.ts";
import { createTestDatabase, type TestDatabase, testSealSecret } from "../testing/database.ts";
import { auditGuards } from "./audit-guards.ts";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(async () => {
  await db.close();
});

test("unchanged tenants have no finding", async () => {
  expect(await auditGuards(db.owner, testSealSecret)).toEqual([]);
});

const tasksPolicies = /tasks differs in the policies/;
const wide = "create policy wide on $.projects using (true)";
/** What breaks a lock, what repairs it, and the finding. `$` stands for acme's schema, `%` for the database. */
const damages: [string, string, RegExp][] = [
  [
    "alter table $.projects disable row level security",
    "alter table $.projects enable row level security",
    /projects differs in row-level security/,
  ],
  [
    "alter table $.projects no force row level security",
    "alter table $.projects force row level security",
    /projects differs in row-level security/,
  ],
  [wide, "drop policy wide on $.projects", /projects differs in the policies/],
  ["alter policy tenant_guard on $.tasks using (true)", "", /tasks differs in the policies/],
  [
    "grant truncate on $.users to tenantry_app",
    "revoke truncate on $.users from tenantry_app",
    /users differs in the grants/,
  ],
  [
    "grant update (role) on $.users to tenantry_app",
    "revoke update (role) on $.users from tenantry_app",
    /users differs in the grants/,
  ],
  [
    "grant select on $.settings to public",
    "revoke select on $.settings from public",
    /settings differs in the grants/,
  ],
  [
    "alter table $.settings owner to tenantry_app",
    "alter table $.settings owner to tenantry_owner; grant select, insert, update on $.settings to tenantry_app",
    /settings differs in the owner/,
  ],
  ["create table $.notes ()", "drop table $.notes", /notes is not on the list/],
  ["create view $.peek as select 1 as one", "drop view $.peek", /peek is not on the list/],
  [
    "alter table $.audit_log rename to gone",
    "alter table $.gone rename to audit_log",
    /audit_log is missing/,
  ],
  [
    "create function $.f() returns int language sql as 'select 1'",
    "drop function $.f()",
    /f\(\) is a function in a tenant schema/,
  ],
  [
    "create function public.f() returns int language sql security definer as 'select 1'",
    "drop function public.f()",
    /SECURITY DEFINER/,
  ],
  ["create schema tenant_stray", "drop schema tenant_stray", /tenant_stray belongs to no tenant/],
  [
    "grant create on schema $ to tenantry_app",
    "revoke create on schema $ from tenantry_app",
    /grants more than usage/,
  ],
  [
    "grant usage on schema jobs to tenantry_web",
    "revoke usage on schema jobs from tenantry_web",
    /jobs is open to other roles/,
  ],
  [
    "grant usage on schema $ to tenantry_web",
    "revoke usage on schema $ from tenantry_web",
    /grants more than usage/,
  ],
  [
    "grant select on public.tenants to tenantry_app",
    "revoke select on public.tenants from tenantry_app",
    /tenantry_app has select/,
  ],
  [
    "grant select on public.inbox to tenantry_web",
    "revoke select on public.inbox from tenantry_web",
    /tenantry_web has select/,
  ],
  [
    "grant insert (body) on public.inbox to tenantry_web",
    "revoke insert (body) on public.inbox from tenantry_web",
    /tenantry_web has insert on columns/,
  ],
  [
    "alter role tenantry_app in database % set lock_timeout = '1min'",
    "alter role tenantry_app in database % reset lock_timeout",
    /tenantry_app has settings of its own/,
  ],
  [
    "revoke tenantry_app from tenantry_owner",
    "grant tenantry_app to tenantry_owner",
    /tenantry_owner cannot end backends of tenantry_app/,
  ],
  [
    "grant temporary on database % to tenantry_app",
    "revoke temporary on database % from tenantry_app",
    /tenantry_app has temporary on the database/,
  ],
  [
    "alter policy tenant_rows on $.tasks to tenantry_app",
    "alter policy tenant_rows on $.tasks to public",
    tasksPolicies,
  ],
  ["drop policy tenant_guard on $.tasks", "", tasksPolicies],
  ["alter policy tenant_guard on $.tasks with check (true)", "", tasksPolicies],
  [
    "grant select (email) on $.users to tenantry_web",
    "revoke select (email) on $.users from tenantry_web",
    /users differs in the grants/,
  ],
  [
    "create view app.peek as select * from $.users",
    "drop view app.peek",
    /app\.peek is a view without security_invoker/,
  ],
  [
    "create view app.peek with (security_invoker = off) as select * from $.users",
    "drop view app.peek",
    /app\.peek is a view without security_invoker/,
  ],
  [
    "create materialized view app.kept as select 1 as one",
    "drop materialized view app.kept",
    /app\.kept is a materialized view/,
  ],
  [
    "alter default privileges for role tenantry_owner in schema $ grant select on tables to tenantry_web",
    "alter default privileges for role tenantry_owner in schema $ revoke select on tables from tenantry_web",
    /default privileges of tenantry_owner in tenant_acme grant select to tenantry_web/,
  ],
  [
    "alter default privileges for role tenantry_owner grant insert on tables to public",
    "alter default privileges for role tenantry_owner revoke insert on tables from public",
    /default privileges of tenantry_owner grant insert to public/,
  ],
  [
    "create function app.f() returns event_trigger language plpgsql as 'begin end'; create event trigger spy on ddl_command_end execute function app.f()",
    "drop event trigger spy; drop function app.f()",
    /spy is an event trigger/,
  ],
  [
    "create function app.f() returns trigger language plpgsql as 'begin return new; end'; create trigger spy before insert on $.tasks for each row execute function app.f()",
    "drop trigger spy on $.tasks; drop function app.f()",
    /tasks has the trigger spy/,
  ],
  [
    "alter table $.tasks disable trigger all",
    "alter table $.tasks enable trigger all",
    /tasks has a foreign key that is not enforced/,
  ],
  [
    "create rule divert as on insert to $.tasks do also nothing",
    "drop rule divert on $.tasks",
    /tasks has the rule divert/,
  ],
  ["create extension dblink schema app", "drop extension dblink", /dblink is an extension/],
  ["create sequence $.counter", "drop sequence $.counter", /counter is not on the list/],
  ["create domain $.word as text", "drop domain $.word", /word is a type in a tenant schema/],
  ["create type $.mood as enum ('good')", "drop type $.mood", /mood is a type in a tenant schema/],
  ["create type $.pair as (a text, b text)", "drop type $.pair", /pair is a type in a tenant schema/],
  [
    "alter database % set row_security = off",
    "alter database % reset row_security",
    /the database sets row_security=off for every session/,
  ],
  [
    "alter role all in database % set search_path = public",
    "alter role all in database % reset search_path",
    /the database sets search_path=public/,
  ],
  [
    "alter database % set log_parameter_max_length_on_error = -1",
    "alter database % reset log_parameter_max_length_on_error",
    /the database sets log_parameter_max_length_on_error=-1/,
  ],
  [
    "alter role tenantry_backup set work_mem = '8MB'",
    "alter role tenantry_backup reset work_mem",
    /tenantry_backup has settings of its own/,
  ],
  [
    "update public.tenants set key_hashes = key_hashes || sha256('x') where slug = 'acme'",
    "update public.tenants set key_hashes = array_remove(key_hashes, sha256('x')) where slug = 'acme'",
    /tenant_acme accepts a key that no secret in force makes/,
  ],
  [
    "grant select on public.pass_secrets to tenantry_backup",
    "revoke select on public.pass_secrets from tenantry_backup",
    /pass_secrets tenantry_backup has select/,
  ],
  [
    "grant select (secret) on public.pass_secrets to tenantry_web",
    "revoke select (secret) on public.pass_secrets from tenantry_web",
    /pass_secrets grants a column/,
  ],
  [
    "insert into public.pass_secrets (secret, replaced_at) values (sha256('x'), 'infinity')",
    "delete from public.pass_secrets where replaced_at = 'infinity'",
    /pass_secrets has an old secret that does not expire/,
  ],
  [
    "alter function app.holds_pass(text) parallel safe",
    "alter function app.holds_pass(text) parallel restricted",
    /app\.holds_pass\(text\) is not what/,
  ],
  [
    "alter function app.enter_tenant(text, text, text, text, text) security invoker",
    "alter function app.enter_tenant(text, text, text, text, text) security definer",
    /app\.enter_tenant\(.*\) is not what/,
  ],
  [
    "grant execute on function app.pass_for(text, bytea) to tenantry_app",
    "revoke execute on function app.pass_for(text, bytea) from tenantry_app",
    /app\.pass_for\(text,bytea\) grants/,
  ],
  [
    "grant execute on function pg_catalog.set_config(text, text, boolean) to public",
    "revoke execute on function pg_catalog.set_config(text, text, boolean) from public",
    /set_config\(text,text,boolean\) may be called by every role/,
  ],
  [
    "grant execute on function pg_catalog.pg_sleep(double precision) to tenantry_app",
    "revoke execute on function pg_catalog.pg_sleep(double precision) from tenantry_app",
    /pg_sleep\(double precision\) may be called by tenantry_app, and is not on the list/,
  ],
  [
    "grant execute on all routines in schema pg_catalog to public",
    "revoke execute on all routines in schema pg_catalog from public",
    /and \d{4} more may be called by every role/,
  ],
  [
    "revoke execute on function pg_catalog.int4eq(int, int) from tenantry_app",
    "grant execute on function pg_catalog.int4eq(int, int) to tenantry_app",
    /int4eq\(integer,integer\) is on the list, and tenantry_app may not call it/,
  ],
  [
    "revoke execute on function pg_catalog.pg_stat_get_activity(int) from tenantry_owner",
    "grant execute on function pg_catalog.pg_stat_get_activity(int) to tenantry_owner",
    /pg_stat_get_activity\(integer\) may not be called by tenantry_owner/,
  ],
  [
    "grant execute on function pg_catalog.pg_read_file(text) to tenantry_web",
    "revoke execute on function pg_catalog.pg_read_file(text) from tenantry_web",
    /pg_read_file\(text\) may be called by tenantry_web/,
  ],
  [
    "create function app.f() returns int language sql as 'select 1'",
    "drop function app.f()",
    /app\.f\(\) may be called by tenantry_app, and is not on the list/,
  ],
  [
    "alter role tenantry_app in database % reset temp_file_limit",
    "alter role tenantry_app in database % set temp_file_limit = '128MB'",
    /tenantry_app has no temp_file_limit/,
  ],
  [
    "alter role tenantry_app in database % set temp_file_limit = -1",
    "alter role tenantry_app in database % set temp_file_limit = '128MB'",
    /tenantry_app has settings of its own: \{temp_file_limit=-1\}/,
  ],
  [
    "grant tenantry_monitor to tenantry_app",
    "revoke tenantry_monitor from tenantry_app",
    /tenantry_app is a member of tenantry_monitor/,
  ],
];
for (const [damage, repair, finding] of damages) {
  test(`found: ${damage}`, async () => {
    const apply = (statement: string) =>
      db.admin.unsafe(statement.replaceAll("$", db.acme.schema).replace("%", databaseName()));
    await apply(damage);
    const findings = await auditGuards(db.owner, testSealSecret);
    expect(findings.map(({ where, problem }) => `${where} ${problem}`).join("\n")).toMatch(finding);
    expect(findings.every(({ where }) => !where.startsWith(db.globex.schema))).toBe(true);
    await (repair ? apply(repair) : db.admin.unsafe(guardAgain("tasks")));
    expect(await auditGuards(db.owner, testSealSecret)).toEqual([]);
  });
}

test("found: a function of the guard that answers yes to everything", async () => {
  const [shipped] = await db.admin<{ text: string }[]>`
    select pg_get_functiondef('app.holds_pass(text)'::regprocedure) as text`;
  await db.admin`create or replace function app.holds_pass(tenant_id text) returns boolean
    language plpgsql stable security definer parallel restricted as 'begin return true; end'`;
  expect(await auditGuards(db.owner, testSealSecret)).toEqual([
    { where: "app.holds_pass(text)", problem: "is not what this release's migrations make" },
  ]);
  await db.admin.unsafe(shipped?.text ?? "");
  expect(await auditGuards(db.owner, testSealSecret)).toEqual([]);
});

test("found: another secret than the one in force", async () => {
  const findings = await auditGuards(db.owner, "another-seal-secret-of-some-length");
  expect(findings).toEqual(
    ["tenant_acme", "tenant_globex"].flatMap((where) => [
      { where, problem: "accepts a key that no secret in force makes" },
      { where, problem: "does not accept the key of a secret in force" },
    ]),
  );
});

test("found: a policy with the right text that names another tenant", async () => {
  await db.admin.unsafe(guardAgain("users").replaceAll(db.acme.id, db.globex.id));
  expect(await auditGuards(db.owner, testSealSecret)).toEqual([
    { where: "tenant_acme", problem: "has policies with the id of another tenant" },
  ]);
  await db.admin.unsafe(guardAgain("users"));
});

test("found: a condition with an added `or`, in either policy and on either side", async () => {
  for (const [policy, side] of [
    ["tenant_rows", "using"],
    ["tenant_rows", "with check"],
    ["tenant_guard", "using"],
    ["tenant_guard", "with check"],
  ]) {
    const [row] = await db.admin`select pg_get_expr(polqual, polrelid) as expression from pg_policy
      where polrelid = ${`${db.acme.schema}.tasks`}::regclass and polname = ${policy ?? ""}`;
    await db.admin.unsafe(
      `alter policy ${policy} on ${db.acme.schema}.tasks ${side} (${row?.expression} or current_user = 'tenantry_app')`,
    );
    const findings = await auditGuards(db.owner, testSealSecret);
    expect(findings.map(({ where, problem }) => `${where} ${problem}`)).toEqual([
      "tenant_acme.tasks differs in the policies",
    ]);
    await db.admin.unsafe(guardAgain("tasks"));
  }
  expect(await auditGuards(db.owner, testSealSecret)).toEqual([]);
});

test("a policy with the same meaning from a statement written differently is no finding", async () => {
  const [row] = await db.admin`select pg_get_expr(polqual, polrelid) as expression from pg_policy
    where polrelid = ${`${db.acme.schema}.tasks`}::regclass and polname = 'tenant_guard'`;
  await db.admin.unsafe(`alter policy tenant_guard on ${db.acme.schema}.tasks using (${row?.expression})`);
  expect(await auditGuards(db.owner, testSealSecret)).toEqual([]);
  await db.admin.unsafe(guardAgain("tasks"));
});

test("the policies of all tables and tenants are stored alike, so the audit need not write them out", async () => {
  const [trees] = await db.admin`
    select count(distinct regexp_replace(side.tree, '40 \\[[-0-9 ]+\\]', 'id', 'g'))::int as number
    from pg_policy cross join lateral (values (polqual::text)) as side (tree) where polname = 'tenant_guard'`;
  expect(trees?.number).toBe(1);
});

function guardAgain(table: string): string {
  return guardStatements(db.acme, [table]);
}

function databaseName(): string {
  return new URL(db.url("admin")).pathname.slice(1);
}
