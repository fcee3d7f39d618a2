import { afterAll, beforeAll, expect, test } from "bun:test";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import { createPool, type Lease, type Pool, type PoolOptions } from "./pool.ts";

let db: TestDatabase;
const pools: Pool[] = [];
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(async () => {
  await Promise.all(pools.map((pool) => pool.close()));
  await db.close();
});

test("a tenant gets the connection that served it last", async () => {
  const pool = open({ size: 3 });
  const [a, b] = [await pool.lease("a"), await pool.lease("b")];
  a.release();
  b.release();
  const again = await pool.lease("a");
  expect(again.client).toBe(a.client);
  again.release();
});

test("there are never more connections than the size, and every caller is served", async () => {
  const pool = open({ size: 3 });
  let most = 0;
  const work = async (tenant: string) => {
    const lease = await pool.lease(tenant);
    most = Math.max(most, pool.state.busy);
    await lease.client`select 1`;
    lease.release();
  };
  await Promise.all(Array.from({ length: 100 }, (_, index) => work(`tenant ${index % 7}`)));
  expect(most).toBeLessThanOrEqual(3);
  expect(pool.state).toEqual({ busy: 0, open: 3, closing: 0, waiting: 0 });
});

test("a tenant with 500 queued requests delays a neighbour's by at most one", async () => {
  const pool = open({ size: 2 });
  const served: string[] = [];
  const ask = async (tenant: string) => {
    const lease = await pool.lease(tenant);
    served.push(tenant);
    await lease.client`select 1`;
    lease.release();
  };
  const noisy = Array.from({ length: 500 }, () => ask("noisy"));
  await Bun.sleep(5);
  const before = served.length;
  await Promise.all([ask("calm"), ask("quiet")]);
  expect(served.slice(before).indexOf("calm")).toBeLessThanOrEqual(1);
  expect(served.slice(before).indexOf("quiet")).toBeLessThanOrEqual(3);
  await Promise.all(noisy);
});

test("one tenant alone never holds every connection", async () => {
  const pool = open({ size: 3 });
  const held = [await pool.lease("greedy"), await pool.lease("greedy")];
  const third = pool.lease("greedy");
  const neighbour = await pool.lease("neighbour");
  expect(pool.state).toMatchObject({ busy: 3, waiting: 1 });
  for (const lease of [...held, neighbour]) lease.release();
  (await third).release();
});

test("a full queue and a wait that is too long throw Overloaded", async () => {
  const pool = open({ size: 1, maxWaiting: 1, maxWait: 30 });
  const lease = await pool.lease("a");
  const late = pool.lease("b");
  await expect(pool.lease("c")).rejects.toMatchObject({ code: "overloaded" });
  await expect(late).rejects.toMatchObject({ code: "overloaded" });
  lease.release();
  (await pool.lease("d")).release();
});

test("a caller that aborts leaves the queue", async () => {
  const pool = open({ size: 1 });
  const lease = await pool.lease("a");
  const caller = new AbortController();
  const waiting = pool.lease("b", caller.signal);
  caller.abort(new Error("gone"));
  await expect(waiting).rejects.toThrow("gone");
  await expect(pool.lease("b", caller.signal)).rejects.toThrow("gone");
  expect(pool.state.waiting).toBe(0);
  lease.release();
});

test("a connection is replaced after its maximum number of tenants or its maximum age", async () => {
  const byTenants = open({ size: 1, maxTenants: 2 });
  const pids = [await pidOf(byTenants, "a"), await pidOf(byTenants, "b"), await pidOf(byTenants, "c")];
  expect(pids[0]).toBe(pids[1]);
  expect(pids[2]).not.toBe(pids[1]);
  const byAge = open({ size: 1, maxAge: 0 });
  expect(await pidOf(byAge, "a")).not.toBe(await pidOf(byAge, "a"));
});

test("a destroyed lease frees its place, and cannot be returned twice", async () => {
  const pool = open({ size: 1 });
  const lease: Lease = await pool.lease("a");
  lease.destroy();
  expect(() => lease.release()).toThrow("twice");
  (await pool.lease("a")).release();
});

test("an unreachable server fails every lease immediately, and occupies no place", async () => {
  const nowhere = createPool({ url: "postgres://a:b@127.0.0.1:1/c", size: 2, applicationName: "nowhere" });
  for (let attempt = 0; attempt < 4; attempt++) {
    await expect(nowhere.use((client) => client`select 1`)).rejects.toMatchObject({ code: "ECONNREFUSED" });
  }
  expect(nowhere.state).toMatchObject({ busy: 0, waiting: 0 });
  await nowhere.close(0);
});

test("a closed pool refuses waiting and new callers", async () => {
  const pool = open({ size: 1 });
  const lease = await pool.lease("a");
  const waiting = pool.lease("b");
  const closing = pool.close(0);
  await expect(waiting).rejects.toMatchObject({ code: "overloaded" });
  await expect(pool.lease("c")).rejects.toMatchObject({ code: "overloaded" });
  lease.release();
  await closing;
});

function open(options: Partial<PoolOptions>): Pool {
  const pool = createPool({ url: db.url("tenantry_app"), size: 1, applicationName: "pool test", ...options });
  pools.push(pool);
  return pool;
}

async function pidOf(pool: Pool, tenant: string): Promise<number> {
  const lease = await pool.lease(tenant);
  const [row] = await lease.client<{ pid: number }[]>`select pg_backend_pid() as pid`;
  lease.release();
  return row?.pid ?? 0;
}
