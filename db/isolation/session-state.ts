import type postgres from "postgres";
import type { Client } from "#db/tenant/pool.ts";

/**
 * A look at the session that runs it. tenantry_app may call nothing that shows its state, so these functions belong to the
 * test's administrator, in a schema of their own.
 */
export async function createObservers(admin: postgres.Sql): Promise<void> {
  await admin.unsafe(`
    create schema observer;
    grant usage on schema observer to tenantry_app;
    create function observer.state() returns jsonb security definer language sql as $$
      select pg_catalog.to_jsonb(state) from (${stateQuery}) as state $$;
    create function observer.setting(name text) returns text security definer language sql as $$
      select pg_catalog.current_setting(name) $$;`);
}

/** What a session carries: outside a transaction, without entering a tenant. */
export async function readSessionState(client: Client) {
  const [row] = await client.unsafe<{ state: typeof cleanState & { pid: number } }[]>(
    "select observer.state() as state",
    [],
    { prepare: false },
  );
  if (!row) throw new Error("The session returned no state");
  return row.state;
}

/** What an earlier transaction left behind, such as "locks: 1". */
export function leftoversIn(state: typeof cleanState): string[] {
  return Object.entries(cleanState)
    .filter(([name, value]) => Reflect.get(state, name) !== value)
    .map(([name]) => `${name}: ${Reflect.get(state, name)}`);
}

const stateQuery = `
  select pg_backend_pid() as pid,
    coalesce(current_setting('app.tenant_id', true), '') as id,
    coalesce(current_setting('app.pass', true), '') as pass,
    current_setting('search_path') as path,
    current_setting('role') || ' ' || session_user::text as role,
    (select coalesce(string_agg(name || ' = ' || setting, ', '), '') from pg_settings where source = 'session') as settings,
    coalesce(pg_current_xact_id_if_assigned()::text, '') as transaction,
    (select count(*)::int from pg_cursors where name <> '') as cursors,
    (select count(*)::int from pg_prepared_statements where from_sql) as foreign_statements,
    (select count(*)::int from pg_listening_channels()) as channels,
    (select count(*)::int from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()) as locks`;

const cleanState = {
  id: "",
  pass: "",
  path: "pg_catalog",
  role: "none tenantry_app",
  settings: "",
  transaction: "",
  cursors: 0,
  foreign_statements: 0,
  channels: 0,
  locks: 0,
};
