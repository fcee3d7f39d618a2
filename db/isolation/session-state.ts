import type { Client } from "#db/tenant/pool.ts";

/** What a session carries: outside a transaction, without entering a tenant. */
export async function readSessionState(client: Client) {
  const [state] = await client.unsafe<[typeof cleanState & { pid: number }]>(stateQuery, [], {
    prepare: false,
  });
  if (!state) throw new Error("The session returned no state");
  return state;
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
    current_user::text || ' ' || session_user::text as role,
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
  role: "tenantry_app tenantry_app",
  settings: "",
  transaction: "",
  cursors: 0,
  foreign_statements: 0,
  channels: 0,
  locks: 0,
};
