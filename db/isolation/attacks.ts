import { type Kysely, sql } from "kysely";
import type { TenantTables } from "#db/types.ts";

/** A tenant's handle with everything that it can do at run time, not only what its type offers. */
type WholeHandle = Kysely<TenantTables>;

/** `empty`: no rows. `own`: acme's own row alone. `cleaned`: runs, and leaves nothing behind. */
export type Outcome = "refused" | "empty" | "own" | "cleaned" | "allowed";

export type Attack = {
  name: string;
  outcome: Outcome;
  /** Where only a superuser's revokes stop it: the outcome without them, on a managed service. */
  unrevoked?: Outcome;
  run(tx: WholeHandle, globexId: string): Promise<unknown>;
};

/** What an attacker can send who controls the whole text of a query. `#` stands for globex's id. */
const texts: Record<Exclude<Outcome, "own">, string[]> = {
  empty: [
    "select * from tenant_globex.projects",
    "select * from tenant_globex.users",
    "select count(*) from tenant_globex.projects having count(*) <> '0'",
    "update tenant_globex.projects set name = 'stolen' returning id",
    "delete from tenant_globex.projects returning id",
  ],
  refused: [
    "insert into tenant_globex.settings values ('k', '1', now())",
    "truncate tenant_globex.projects",
    "copy tenant_globex.projects to stdout",
    "copy tenant_globex.projects from stdin",
    "drop table tenant_globex.projects",
    "alter table tenant_globex.projects disable row level security",
    "drop policy tenant_guard on tenant_globex.projects",
    "create policy wide on tenant_globex.projects using (true)",
    "create view peek as select * from tenant_globex.projects",
    "create function f() returns int language sql as 'select 1'",
    "create temporary table projects (id int)",
    "create operator === (leftarg = text, rightarg = text, procedure = texteq)",
    "select pg_read_file('/etc/passwd')",
    "copy (select 1) to program 'true'",
    "set role tenantry_owner",
    "set session authorization tenantry_owner",
    "set row_security = off",
    "set session_replication_role = replica",
    "select from public.tenants",
    "select from public.inbox",
    "insert into public.inbox (svix_id) values ('x')",
    `select app.store_deliveries('[{"svix_id":"msg_x"}]')`,
    "select app.finish_provisioning('#', 'tenant_globex', '[]', '[]', '[]')",
    "select app.ask_for_sync('org_x')",
    "select app.find_progress('org_globex')",
    `select app.end_backends('[{"pid": 1, "age": 0, "isDue": true}]')`,
    "select app.ask_for_change('#', '#', 'ann', 'invite', '{}', now(), repeat('0', 64))",
    "select app.ask_for_change('#', '#', 'ann', 'change-role', '{}', now(), repeat('0', 64))",
    "select * from app.list_own_changes(array['#'::uuid], '#', 'ann')",
    "select * from app.read_clerk_pause()",
    "select app.begin_clerk_pause(30000)",
    "select app.expire_changes()",
    "select from public.change_outcomes",
    "insert into public.change_requests (id) values ('#')",
    "update public.change_requests set status = 'done'",
    "select from jobs._private_jobs",
    "select jobs.add_job('apply-delivery', '{}')",
    "select * from app.find_tenant('globex')",
    "select * from app.database_state()",
    "update users set role = 'owner'",
    "update users set is_active = false",
    "update tenant_globex.users set role = 'owner'",
    "insert into users (id, email, role, is_active) values ('mallory', 'm@x.test', 'owner', true)",
    "delete from users",
    "update audit_log set action = 'never happened'",
    "delete from audit_log",
    "do $do$ begin perform 1 from tenant_globex.projects; if found then raise 'leak'; end if; end $do$",
    "set app.tenant_id = '#'",
    "set search_path = tenant_globex",
    "set default_transaction_read_only = on",
    "set default_transaction_isolation = 'serializable'",
    "set statement_timeout = 1",
    "set lock_timeout = '10min'",
    "set timezone = 'Pacific/Kiritimati'",
    "reset all",
    "listen gossip",
    "select set_config('role', 'tenantry_owner', false)",
    "alter role tenantry_app set row_security = off",
    "alter role tenantry_app password 'owned'",
    "lock table tenant_globex.projects",
    "explain analyze select from tenant_globex.settings where key >= 'a'",
    "call pg_sleep(1)",
    "select query_to_xml('prepare impostor as select 1', true, true, '')",
    "select query_to_xml('listen gossip', true, true, '')",
    "select * from ts_stat('prepare impostor as select 1')",
    "declare stale cursor with hold for select 1",
    "prepare impostor as select 1",
    "deallocate all",
    "discard all",
    "commit",
    "rollback",
    "begin",
    "savepoint here",
    "notify tenants, 'globex'",
    "grant select on projects to public",
    "select dblink('dbname=postgres', 'select 1')",
    "select lo_import('/etc/passwd')",
    "select pg_ls_dir('.')",
    "select set_config('session_preload_libraries', 'x', false)",
    "alter role tenantry_app connection limit 0",
    "alter system set work_mem = '1TB'",
    "set temp_file_limit = -1",
    "set work_mem = '1TB'",
    "set debug_print_plan = on",
  ],
  cleaned: [],
  // Accepted: docs/security.md says what each reveals, and what limits it.
  allowed: [
    "select nspname from pg_namespace",
    "select relname, reltuples from pg_class",
    "select current_setting('app.tenant_id', true)",
    // Not a function, so no right to one stops it.
    "select * from xmltable('//a' passing ('<a/>'::xml) columns name text path '.')",
  ],
};

/** What the list of functions refuses, by the outcome that it would have without the list. All are small: none must hurt a test. */
const unlisted: Partial<Record<Outcome, string[]>> = {
  cleaned: [
    "select set_config('app.tenant_id', '#', false), set_config('search_path', 'tenant_globex', false)",
    "select pg_advisory_lock(1)",
    "select pg_advisory_xact_lock(1)",
    "select pg_try_advisory_lock(1), pg_try_advisory_xact_lock_shared(2)",
    "select set_config('row_security', 'off', false), set_config('default_transaction_read_only', 'on', false)",
    "select set_config('statement_timeout', '1', false), set_config('lock_timeout', '1', false)",
    "select set_config('work_mem', '1TB', true)",
    "select set_config('debug_print_plan', 'on', true), set_config('client_min_messages', 'log', true)",
    "update pg_settings set setting = '1TB' where name = 'work_mem'",
    "select query_to_xml('select * from tenant_globex.projects', true, true, '')",
    "select table_to_xml('tenant_globex.projects', true, true, '')",
    "select set_config('log_parameter_max_length_on_error', '-1', false)",
    "select pg_advisory_lock_shared(1), set_config('app.pass', 'left', false)",
  ],
  allowed: [
    "select pg_notify('tenants', 'globex')",
    "select n_tup_ins from pg_stat_user_tables where schemaname = 'tenant_globex'",
    "select pg_stat_get_tuples_inserted('tenant_globex.projects'::regclass)",
    "select query from pg_stat_activity",
    "select currtid2('tenant_globex.projects', '(0,1)')",
    "select pg_sleep(0), pg_sleep_for('0'), pg_sleep_until('2000-01-01')",
    "select array_agg(word) from (values ('x'), ('y')) as words (word)",
    "select repeat('x', 8), lpad('x', 8), string_agg(word, '') from (values ('x')) as words (word)",
    "select count(*) from generate_series(1, 9)",
    "select xpath('//a', '<a/>')",
    "select normalize('x', nfc)",
    "select '((0,0),(1,1))'::path <-> '((0,0),(1,1))'::path as distance",
    "select '((0,0),(1,1))'::polygon <-> '((0,0),(1,1))'::polygon as distance",
    "select array[1, 2] @> array[1] as contains, array[1] && array[1] as overlaps",
    `select '{"a": 1}'::jsonb @> '{"a": 1}'::jsonb as contains`,
    "select strpos('ab', 'b'), 'ab' like '%b' as matches, replace('ab', 'b', 'c')",
    "select pg_cancel_backend(0), pg_terminate_backend(0)",
    "select * from ts_stat('select null::tsvector') union all select null, 1, 1",
    "select ts_rewrite('a'::tsquery, 'select null::tsquery, null::tsquery where false')",
    "select pg_current_wal_lsn(), pg_is_in_recovery()",
    "select pg_get_viewdef('pg_stats'::regclass)",
    "select count(*) from pg_locks",
    "select version(), txid_current_if_assigned()",
    "select pg_logical_emit_message(false, 'x', 'x')",
    "select database_to_xml(true, true, '')",
  ],
  refused: [
    "select pg_create_physical_replication_slot('x')",
    "select lo_get(0)",
    "select loread(0, 1)",
    "select pg_reload_conf()",
    "select cursor_to_xml('c', 1, true, true, '')",
    "select set_config('temp_file_limit', '-1', true)",
  ],
};

/** What our code does not even send. `#` stands for globex's id. */
export const unsent: string[] = [
  "select 1 from tenant_globex.projects",
  "select 1 from TENANT_GLOBEX.projects",
  'select 1 from "tenant_globex"."projects"',
  "select 1 from /**/ tenant_globex /**/ . projects",
  String.raw`select 1 from U&"\0074enant_globex".projects`,
  "select 1 from u&\"tenant!005fglobex\".projects uescape '!'",
  "select 'tenant_globex.projects'::regclass",
  "select count(*) from (select from tenant_globex.projects where name < 'm' offset 0) as other",
  "with one as (select 1)MERGE INTO settings using one on true when matched then delete",
  "with one as (select 1) MERGE/**/INTO settings using one on true when matched then delete",
  "with one as (select 1) merge into settings using one on true when matched then delete",
  String.raw`with one as (select E'\'') merge into settings using one on true when matched then delete --'`,
  "with one as (select $q$ ' $q$) merge into settings using one on true when matched then delete --'",
  "with one as (select 1 /* /* */ ' */) merge into settings using one on true when matched then delete --'",
  "select set_config('search_path', 'ten' || 'ant_globex', true)",
  "select set_config('standard_conforming_strings', 'off', true)",
  "update pg_settings set setting = 'off' where name = 'row_security'",
  "select app.enter_tenant('ten' || 'ant_globex', '#', 'key', 'label')",
  "select query_to_xml('select 1', true, true, '')",
  "select table_to_xml(('ten' || 'ant_globex.projects')::regclass, true, true, '')",
  "select cursor_to_xml('stale', 10, false, false, '')",
  "select * from ts_stat('select null::tsvector')",
  "select ts_rewrite('a'::tsquery, 'select ''a''::tsquery, ''b''::tsquery')",
  "select currtid2('ten' || 'ant_globex.projects', '(0,1)')",
  "select * from XmlTable('//a' passing ('<a/>'::xml) columns name text path '.')",
];

/** What Kysely offers beyond the handle's type. */
const calls: [string, Outcome, Attack["run"]][] = [
  ["withSchema() and a select", "empty", (tx) => keysIn(tx.withSchema("tenant_globex"))],
  [
    "withSchema() and an update",
    "empty",
    (tx) =>
      tx.withSchema("tenant_globex").updateTable("settings").set({ key: "x" }).returning("key").execute(),
  ],
  [
    "withSchema() and an insert",
    "refused",
    (tx) =>
      tx
        .withSchema("tenant_globex")
        .insertInto("settings")
        .values({ key: "x", value: "1", updated_at: new Date() })
        .execute(),
  ],
  ["withoutPlugins()", "own", (tx) => keysIn(tx.withoutPlugins())],
  ["$pickTables()", "own", (tx) => keysIn(tx.$pickTables<keyof TenantTables>())],
  ["connection()", "own", (tx) => tx.connection().execute(keysIn)],
  [
    "connection() and COMMIT",
    "refused",
    (tx) => tx.connection().execute((same) => sql`commit`.execute(same)),
  ],
  [
    "destroy() and a query after it",
    "own",
    async (tx) => {
      await tx.destroy();
      return await keysIn(tx);
    },
  ],
  ["transaction()", "refused", (tx) => tx.transaction().execute(async () => {})],
  ["startTransaction()", "refused", (tx) => tx.startTransaction().execute()],
  ["schema.createTable()", "refused", (tx) => tx.schema.createTable("mine").execute()],
  ["schema.createSchema()", "refused", (tx) => tx.schema.createSchema("tenant_mine").execute()],
  ["stream()", "refused", (tx) => tx.selectFrom("settings").select("key").stream().next()],
];

export const attacks: Attack[] = [
  ...Object.entries(texts).flatMap(([outcome, list]) =>
    list.map((text) => ({ name: text, outcome: outcome as Outcome, run: runText(text) })),
  ),
  ...Object.entries(unlisted).flatMap(([outcome, list]) =>
    list.map((text) => ({
      name: text,
      outcome: "refused" as const,
      unrevoked: outcome as Outcome,
      run: runText(text),
    })),
  ),
  ...calls.map(([name, outcome, run]) => ({ name, outcome, run })),
];

/**
 * What the database itself refuses to the web process's two roles, with none of our checks before it and no tenant
 * entered.
 */
export const denied: Record<"tenantry_app" | "tenantry_web", string[]> = {
  tenantry_app: [
    "select from public.tenants",
    "select from public.inbox",
    "select * from app.find_tenant('globex')",
    "create table public.mine ()",
    "create table tenant_acme.mine ()",
    "create temporary table mine ()",
    "create schema mine",
    "select lo_create(0)",
    "set role tenantry_owner",
    "update tenant_acme.users set role = 'owner'",
    "truncate tenant_acme.projects",
    "alter table tenant_acme.projects disable row level security",
    "drop policy tenant_guard on tenant_acme.projects",
    "create policy wide on tenant_acme.projects using (true)",
    "alter role tenantry_owner password 'x'",
    "set session authorization tenantry_owner",
    "copy (select 1) to program 'true'",
  ],
  tenantry_web: [
    "insert into public.inbox (svix_id, svix_timestamp, svix_signature, body) values ('a', 'b', 'c', 'd')",
    "select from public.inbox",
    "delete from public.inbox",
    "select from public.tenants",
    "select from tenant_acme.projects",
    "select app.enter_tenant('a', 'b', null, 'c', 'd')",
  ],
};

function runText(text: string): Attack["run"] {
  return async (tx, globexId) => (await sql.raw(text.replaceAll("#", globexId)).execute(tx)).rows;
}

function keysIn(tx: WholeHandle) {
  return tx.selectFrom("settings").select("key").execute();
}
