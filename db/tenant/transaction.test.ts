import { afterAll, beforeAll, expect, test } from "bun:test";
import { sql } from "kysely";
import postgres from "postgres";
import { createTestDatabase, type TestDatabase, testSealSecret } from "#db/testing/database.ts";
import { openValve } from "#db/testing/valve.ts";
import { createPool, type Pool } from "./pool.ts";
import { statement } from "./statement.ts";
import { inTenant, type TenantTransaction } from "./transaction.ts";

let db: TestDatabase;
let one: Pool;

beforeAll(async () => {
  db = await createTestDatabase("managed");
  one = db.openPool("tenantry_app", { size: 1, applicationName: "one connection" });
});
afterAll(async () => {
  await one.close();
  await db.close();
});

test("an error rolls back all writes and is rethrown", async () => {
  const boom = inAcme(async (tx) => {
    await addSetting(tx, "rolled-back");
    throw new Error("boom");
  });
  await expect(boom).rejects.toThrow("boom");
  expect(await listSettings()).not.toContain("rolled-back");
});

test("a connection lost during a transaction is replaced, and the next caller notices nothing", async () => {
  const killed = inAcme(async (tx) => {
    await sql`select pg_terminate_backend(pg_backend_pid())`.execute(tx);
    await addSetting(tx, "after death");
  });
  await expect(killed).rejects.toThrow();
  await inGlobex(async (tx) => void (await addSetting(tx, "alive")));
  expect(one.state).toEqual({ busy: 0, open: 1, closing: 0, waiting: 0 });
});

test("a tenant that cannot be entered leaves the pool clean", async () => {
  const nowhere = { id: db.acme.id, schema: "tenant_nowhere" };
  const options = { pool: one, sealSecret: testSealSecret, readOnly: true, label: "test" };
  await expect(
    inTenant(nowhere, options, (tx) => tx.selectFrom("settings").select("key").execute()),
  ).rejects.toMatchObject({ code: "tenant-changed" });
  const withoutQuery = inTenant(nowhere, options, async () => "no query at all");
  await expect(withoutQuery).rejects.toMatchObject({ code: "tenant-changed" });
  expect(await backendOf(one)).toBeGreaterThan(0);
});

test("when the caller aborts, its queries reject, its session is closed and the server stops working for it", async () => {
  const caller = new AbortController();
  const options = {
    pool: one,
    sealSecret: testSealSecret,
    readOnly: true,
    label: "test",
    signal: caller.signal,
  };
  const three = inTenant(db.acme, options, (tx) =>
    Promise.all([1, 2, 3].map(() => sql`select pg_sleep(60)`.execute(tx))),
  );
  setTimeout(() => caller.abort(new Error("gone")), 50);
  await expect(three).rejects.toThrow("gone");
  expect(one.state).toMatchObject({ busy: 0, waiting: 0 });
  await inGlobex(async (tx) => void (await addSetting(tx, "next")));
  const isWorking = async () =>
    (
      await db.owner`select from pg_stat_activity
        where datname = current_database() and state = 'active' and query like '%pg_sleep(60)%'
          and pid <> pg_backend_pid()`
    ).length;
  for (let waited = 0; (await isWorking()) && waited < 8000; waited += 100) await Bun.sleep(100);
  expect(await isWorking()).toBe(0);
}, 15_000);

test("a connection that breaks before COMMIT fails the transaction, and nothing is written outside it", async () => {
  const lost = inAcme(async (tx) => {
    await addSetting(tx, "lost write");
    await db.owner`select pg_sleep(0)`;
    await breakSession(await pidIn(tx));
  });
  await expect(lost).rejects.toMatchObject({ code: "unavailable" });
  const stray = inAcme(async (tx) => {
    await breakSession(await pidIn(tx));
    await addSetting(tx, "stray write");
  });
  await expect(stray).rejects.toMatchObject({ code: "unavailable" });
  expect(await listSettings()).not.toContain("lost write");
  expect(await listSettings()).not.toContain("stray write");
});

test("when COMMIT gets no answer, the error says that it is not known whether it counts", async () => {
  const valve = await openValve(db.url("tenantry_app"));
  const pool = createPool({ url: valve.url, size: 1, applicationName: "valve", answerTimeout: 300 });
  const options = { pool, sealSecret: testSealSecret, readOnly: false, label: "test" } as const;
  const unanswered = inTenant(db.acme, options, async (tx) => {
    await addSetting(tx, "unanswered");
    valve.freeze();
  });
  await expect(unanswered).rejects.toMatchObject({ code: "outcome-unknown" });
  await pool.close(0);
  await valve.close();
});

test("a cancelled end of a transaction says that it was cancelled, and nothing is written", async () => {
  const [kept] = await db.owner`select pg_get_functiondef('app.leave_tenant'::regproc) as text`;
  await db.owner.unsafe(`
    create or replace function app.leave_tenant() returns void language plpgsql security definer as
      'begin raise exception $$canceling statement due to user request$$ using errcode = $$57014$$; end'`);
  const cancelled = inAcme((tx) => addSetting(tx, "cancelled")).catch((error) => error);
  const { code } = await cancelled;
  await db.owner.unsafe(kept?.text);
  expect(code).toBe("57014");
  expect(await listSettings()).not.toContain("cancelled");
});

test("a query that a reader did not await ends before its transaction does", async () => {
  let isAnswered = false;
  await inTenant(
    db.acme,
    { pool: one, sealSecret: testSealSecret, readOnly: true, label: "test" },
    async (tx) => {
      const query = sql`select pg_sleep(0.3)`.execute(tx);
      void query.then(() => {
        isAnswered = true;
      });
      await nextTurn();
    },
  );
  await nextTurn();
  expect(isAnswered).toBe(true);
});

test("after a conflict a reader runs once more, a writer only if it is repeatable", async () => {
  const attempt = async (choices: { readOnly: boolean; repeatable?: boolean }) => {
    let runs = 0;
    const options = { pool: one, sealSecret: testSealSecret, label: "test", ...choices };
    const outcome = await inTenant(db.acme, options, async () => {
      runs += 1;
      if (runs === 1) throw Object.assign(new Error("conflict"), { code: "40001" });
      return "second time";
    }).catch((error: Error) => error.message);
    return `${outcome}, ${runs}`;
  };
  expect(await attempt({ readOnly: true })).toBe("second time, 2");
  expect(await attempt({ readOnly: false })).toBe("conflict, 1");
  expect(await attempt({ readOnly: false, repeatable: true })).toBe("second time, 2");
});

test("a column whose type changed under a prepared statement costs a reader only a second run", async () => {
  const times = statement((reader, _: object) => reader.selectFrom("settings").select("updated_at"));
  const read = () =>
    inTenant(db.acme, { pool: one, sealSecret: testSealSecret, readOnly: true, label: "test" }, (tx) =>
      times(tx, {}),
    );
  await inAcme(async (tx) => void (await addSetting(tx, "typed")));
  await read();
  await db.owner`alter table ${db.owner(`${db.acme.schema}.settings`)} alter updated_at type timestamp`;
  expect(await read()).not.toHaveLength(0);
  await db.owner`alter table ${db.owner(`${db.acme.schema}.settings`)} alter updated_at type timestamptz`;
});

/** Lets everything that waits for nothing from outside go first, such as Kysely sending a query. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
/** Prepared by name, so that its plan outlives the table's shape. */
const listTimes = statement((read, _: object) => read.selectFrom("settings").select("updated_at"));

test("it costs a writer that had not written only a second run, and what was written is written once", async () => {
  const settings = db.owner(`${db.acme.schema}.settings`);
  const write = (key: string, before: (tx: TenantTransaction) => Promise<unknown> = async () => {}) =>
    inAcme(async (tx) => {
      await before(tx);
      await Promise.all([listTimes(tx, {}), tx.selectFrom("settings").select("key").execute()]);
      await tx.selectFrom("settings").select(["key", "updated_at"]).execute();
      await addSetting(tx, key);
    });
  await write("warm");
  await db.owner`alter table ${settings} alter updated_at type timestamp`;
  await write("after");
  expect((await listSettings()).filter((key) => key === "after")).toEqual(["after"]);
  await write("warm again");
  await db.owner`alter table ${settings} alter updated_at type timestamptz`;
  const late = write("never", (tx) =>
    tx.updateTable("settings").set({ key: "warm" }).where("key", "=", "warm").execute(),
  );
  await expect(late).rejects.toMatchObject({ code: "0A000" });
});

test("the first error of queries sent together is the one that is thrown", async () => {
  const both = inTenant(
    db.acme,
    { pool: one, sealSecret: testSealSecret, readOnly: true, label: "test" },
    (tx) => {
      const wrong = sql`select 1 / 0`.execute(tx);
      wrong.catch(() => {});
      return tx.selectFrom("settings").select("key").execute();
    },
  );
  await expect(both).rejects.toMatchObject({ code: "22012" });
});

function inAcme<T>(fn: (tx: TenantTransaction) => Promise<T>): Promise<T> {
  return inTenant(db.acme, { pool: one, sealSecret: testSealSecret, readOnly: false, label: "test" }, fn);
}

function inGlobex<T>(fn: (tx: TenantTransaction) => Promise<T>): Promise<T> {
  return inTenant(db.globex, { pool: one, sealSecret: testSealSecret, readOnly: false, label: "test" }, fn);
}

async function pidIn(tx: TenantTransaction): Promise<number> {
  const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx);
  return rows[0]?.pid ?? 0;
}

/** Ends the session like a failover or an operator would, and waits until the driver has noticed. */
async function breakSession(pid: number): Promise<void> {
  const admin = postgres(db.url("admin"), { max: 1, fetch_types: false });
  await admin`select pg_terminate_backend(${pid})`;
  await admin.end();
  await Bun.sleep(100);
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
