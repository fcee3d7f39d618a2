import { afterAll, beforeAll, expect, test } from "bun:test";
import { sql } from "kysely";
import { createTestDatabase, type TestDatabase, testSealSecret } from "#db/testing/database.ts";
import { until } from "#db/testing/until.ts";
import { createPool, type Pool, type PoolOptions } from "./pool.ts";
import { inTenant } from "./transaction.ts";

let db: TestDatabase;

beforeAll(async () => {
  db = await createTestDatabase();
  // What hostile SQL achieves with a setting: a backend that does not look whether its client is there.
  const [entry] = await db.admin<{ text: string }[]>`
    select pg_get_functiondef(oid) as text from pg_proc where proname = 'enter_tenant'`;
  const deaf = entry?.text.replace(
    "'client_connection_check_interval', '2s'",
    "'client_connection_check_interval', '0'",
  );
  expect(deaf).not.toBe(entry?.text);
  await db.admin.unsafe(deaf ?? "");
  await db.admin`grant execute on function pg_catalog.pg_sleep(double precision) to tenantry_app`;
});
afterAll(async () => {
  await db.close();
});

test("callers who hang up never have more backends than the pool has places, and each place is free again", async () => {
  const pool = open({ size: 3, maxPerTenant: 3, routing: db.webPool, maxAbandoned: 300 });
  expect(await mostBackends(pool, 12)).toBeLessThanOrEqual(3);
  await until(async () => pool.state.closing === 0);
  expect(await pool.use((client) => client`select 1 as one`)).toMatchObject([{ one: 1 }]);
  await pool.close();
  await until(async () => (await listBackends()).length === 0);
});

test("without the watch they have many more", async () => {
  const pool = open({ size: 3, maxPerTenant: 3 });
  expect(await mostBackends(pool, 12)).toBeGreaterThan(6);
  await pool.close();
  await db.admin`select pg_terminate_backend(pid, 5000) from pg_stat_activity
    where usename = 'tenantry_app' and datname = current_database()`;
});

test("a closing connection counts towards its tenant's share", async () => {
  const pool = open({ size: 3, maxPerTenant: 1, routing: db.webPool, maxAbandoned: 300 });
  await hangUp(pool);
  const next = pool.lease(db.acme.id);
  expect(pool.state).toEqual({ busy: 0, open: 1, closing: 1, waiting: 1 });
  (await next).release();
  expect(pool.state).toEqual({ busy: 0, open: 1, closing: 0, waiting: 0 });
  await pool.close();
});

test("only backends of tenantry_app are looked for, and none that is younger than the lost connection", async () => {
  const [own] = await db.owner<{ pid: number }[]>`select pg_backend_pid() as pid`;
  const app = await db.appPool.use((client) => client<{ pid: number }[]>`select pg_backend_pid() as pid`);
  expect(await endBackends([{ pid: own?.pid, age: 0, isDue: true }])).toEqual([]);
  expect(await endBackends([{ pid: app[0]?.pid, age: 3600, isDue: true }])).toEqual([]);
  expect(await endBackends([{ pid: app[0]?.pid, age: 0, isDue: false }])).toEqual([
    { pid: app[0]?.pid ?? 0 },
  ]);
  expect(await db.appPool.use((client) => client`select pg_backend_pid() as pid`)).toMatchObject(app);
});

test("a lookout that fails refuses callers at once instead of letting them wait", async () => {
  const routing = createPool({ url: "postgres://a:b@127.0.0.1:1/c", size: 1, applicationName: "nowhere" });
  const pool = open({ size: 1, routing });
  const waiting = hangUp(pool).then(() => pool.lease());
  await expect(waiting).rejects.toMatchObject({ code: "unavailable" });
  await expect(pool.lease()).rejects.toMatchObject({ code: "unavailable" });
  await pool.close();
  await db.admin`select pg_terminate_backend(pid, 5000) from pg_stat_activity where query like '%pg_sleep%' and pid <> pg_backend_pid()`;
});

function open(options: Pick<PoolOptions, "size"> & Partial<PoolOptions>): Pool {
  return createPool({ url: db.url("tenantry_app"), applicationName: "watched", ...options });
}

/** `callers` start a search, one after another, and hang up once it runs. @returns the most backends there were. */
async function mostBackends(pool: Pool, callers: number): Promise<number> {
  let most = 0;
  for (let caller = 0; caller < callers; caller++) {
    await hangUp(pool);
    most = Math.max(most, (await listBackends()).length);
  }
  return most;
}

async function hangUp(pool: Pool): Promise<void> {
  const caller = new AbortController();
  const label = Bun.randomUUIDv7();
  const options = { pool, sealSecret: testSealSecret, readOnly: true, label, signal: caller.signal } as const;
  const search = inTenant(db.acme, options, (tx) => sql`select pg_sleep(60)`.execute(tx)).catch(() => {});
  await until(async () => (await listBackends()).some((name) => name.endsWith(label)));
  caller.abort(new Error("hung up"));
  await search;
}

async function listBackends(): Promise<string[]> {
  const rows = await db.admin<{ name: string }[]>`
    select application_name as name from pg_stat_activity
    where usename = 'tenantry_app' and datname = current_database()`;
  return rows.map(({ name }) => name);
}

async function endBackends(backends: object[]): Promise<{ pid: number }[]> {
  const text = JSON.stringify(backends);
  return [
    ...(await db.webPool.use(
      (client) => client<{ pid: number }[]>`select pid from app.end_backends(${text}::text::jsonb)`,
    )),
  ];
}
