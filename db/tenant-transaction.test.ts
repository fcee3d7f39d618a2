import { afterAll, beforeAll, expect, test } from "bun:test";
import { sql } from "kysely";
import { createPool, type Pool } from "./pool.ts";
import { inTenant, type TenantTransaction } from "./tenant-transaction.ts";
import { createTestDatabase, type TestDatabase, testSealSecret } from "./testing/database.ts";

let db: TestDatabase;
let one: Pool;

beforeAll(async () => {
  db = await createTestDatabase();
  one = createPool({ url: db.url("tenantry_app"), size: 1, applicationName: "one connection" });
});
afterAll(async () => {
  await one.close();
  await db.close();
});

test("an error rolls back what was written, and is passed on", async () => {
  const boom = inAcme(async (tx) => {
    await addSetting(tx, "rolled-back");
    throw new Error("boom");
  });
  await expect(boom).rejects.toThrow("boom");
  expect(await listSettings()).not.toContain("rolled-back");
});

test("a swallowed query error does not look like a commit", async () => {
  const swallowed = inAcme(async (tx) => {
    await addSetting(tx, "lost");
    await sql`select 1 / 0`.execute(tx).catch(() => {});
  });
  await expect(swallowed).rejects.toMatchObject({ code: "transaction-rolled-back" });
});

test("a handle kept beyond its callback is dead", async () => {
  let kept: TenantTransaction | undefined;
  await inAcme(async (tx) => {
    kept = tx;
  });
  await expect(kept?.selectFrom("settings").select("key").execute()).rejects.toMatchObject({
    code: "transaction-over",
  });
});

test("what SQL leaves on the session is gone for the next tenant", async () => {
  await inAcme(async (tx) => {
    await sql`select set_config('search_path', 'tenant_globex', false), set_config('app.mark', 'left', false)`.execute(
      tx,
    );
    await sql`select pg_advisory_lock(99)`.execute(tx);
    await sql`listen gossip`.execute(tx);
  });
  const left = await inGlobex(async (tx) => {
    const { rows } = await sql<{ path: string; mark: string; locks: number; name: string }>`
      select current_setting('search_path') as path, current_setting('app.mark', true) as mark,
        (select count(*)::int from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()) as locks,
        current_setting('application_name') as name`.execute(tx);
    return rows[0];
  });
  expect(left).toEqual({ path: "tenant_globex, pg_temp", mark: "", locks: 0, name: "tenant_globex test" });
  expect(await one.use((client) => client`select pg_listening_channels()`)).toHaveLength(0);
});

test("after the transaction the connection carries no tenant", async () => {
  await inAcme(async (tx) => void (await addSetting(tx, "kept")));
  const [context] = await one.use(
    (client) =>
      client`select current_setting('app.tenant_id', true) as id, current_setting('app.tenant_key', true) as key`,
  );
  expect({ ...context }).toEqual({ id: "", key: "" });
});

test("a session with a statement prepared by SQL is refused and given up", async () => {
  const pid = await backendOf(one);
  await inAcme(async (tx) => void (await sql`prepare impostor as select 1`.execute(tx)));
  await expect(inGlobex(async (tx) => void (await addSetting(tx, "x")))).rejects.toMatchObject({
    code: "TN001",
  });
  await inGlobex(async (tx) => void (await addSetting(tx, "y")));
  expect(await backendOf(one)).not.toBe(pid);
});

test("there is no transaction inside a transaction", async () => {
  const nested = inAcme((tx) => tx.transaction().execute(async () => {}));
  await expect(nested).rejects.toThrow("a transaction already");
});

function inAcme<T>(fn: (tx: TenantTransaction) => Promise<T>): Promise<T> {
  return inTenant(db.acme, { pool: one, sealSecret: testSealSecret, readOnly: false, label: "test" }, fn);
}

function inGlobex<T>(fn: (tx: TenantTransaction) => Promise<T>): Promise<T> {
  return inTenant(db.globex, { pool: one, sealSecret: testSealSecret, readOnly: false, label: "test" }, fn);
}

async function addSetting(tx: TenantTransaction, key: string): Promise<void> {
  await tx.insertInto("settings").values({ key, value: "1", updated_at: new Date() }).execute();
}

async function listSettings(): Promise<string[]> {
  const rows = await inAcme((tx) => tx.selectFrom("settings").select("key").execute());
  return rows.map(({ key }) => key);
}

async function backendOf(pool: Pool): Promise<number> {
  const [row] = await pool.use((client) => client<{ pid: number }[]>`select pg_backend_pid() as pid`);
  return row?.pid ?? 0;
}
