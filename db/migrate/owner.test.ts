import { afterAll, beforeAll, beforeEach, expect, test } from "bun:test";
import pg from "pg";
import { isDatabaseAway } from "#db/errors.ts";
import { queueOptions } from "#db/jobs/queue.ts";
import { openBadServer } from "#db/testing/bad-server.ts";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import { openValve } from "#db/testing/valve.ts";
import { connectAsOwner, withFleetLock } from "./owner.ts";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
  await db.owner`create table public.lines (line text)`;
});
beforeEach(async () => {
  await db.owner`truncate public.lines`;
});
afterAll(() => db.close());

test("what follows a lost connection in a transaction does not run outside it", async () => {
  const owner = connectAsOwner(db.url("tenantry_owner"), "test");
  const transaction = owner.begin(async (tx) => {
    await tx`insert into public.lines values ('first')`;
    const ended = tx`select pg_terminate_backend(pg_backend_pid())`;
    const rest = tx`insert into public.lines values ('second')`;
    await Promise.allSettled([ended, rest]);
    await tx`insert into public.lines values ('third')`.catch(() => {});
  });
  expect(isDatabaseAway(await transaction.catch((error) => error))).toBe(true);
  expect(await owner`select line from public.lines`).toHaveLength(0);
  await owner.end();
});

for (const way of ["", "?sslmode=require"])
  for (const manner of ["ends", "resets"] as const)
    test(`a server that accepts and then ${manner} rejects every caller, and is dialled with pauses${way}`, async () => {
      const server = await openBadServer(manner);
      const owner = connectAsOwner(server.url + way, "test", 3);
      for (let round = 0; round < 20; round++) {
        const calls = [owner`select 1`, owner`select ${2}::int`, owner.begin((tx) => tx`select 3`)];
        const errors = await Promise.all(calls.map((call) => call.catch((error: unknown) => error)));
        expect(errors.every(isDatabaseAway)).toBe(true);
      }
      expect(server.dials()).toBeLessThan(20);
      await owner.end();
      server.close();
    });

test("whoever waits within a transaction for something else learns that its connection is lost", async () => {
  const owner = connectAsOwner(db.url("tenantry_owner"), "test");
  const waiting = owner.begin(async (tx) => {
    const [row] = await tx<{ pid: number }[]>`select pg_backend_pid() as pid`;
    await db.owner`select pg_terminate_backend(${row?.pid ?? 0}::int)`;
    await new Promise(() => {});
  });
  await expect(waiting).rejects.toMatchObject({ code: expect.stringMatching(/57P01|CONNECTION/) });
  expect(await owner`select 1 as one`).toMatchObject([{ one: 1 }]);
  await owner.end();
});

test("a statement and a transaction on a dead connection end within ten seconds, and later ones are answered", async () => {
  const valve = await openValve(db.url("tenantry_owner"));
  const owner = connectAsOwner(valve.url, "test", 2);
  await Promise.all([owner`select 1`, owner`select 2`]);
  valve.freeze();
  const frozen = [
    owner`select 1`,
    owner.begin((tx) => tx`insert into public.lines values ('lost')`),
    owner`select 3`,
  ];
  const within = Promise.all(frozen.map((call) => call.catch((error: unknown) => error)));
  const errors = await Promise.race([within, Bun.sleep(15_000).then(() => [])]);
  expect(errors).toHaveLength(3);
  expect(errors.every(isDatabaseAway)).toBe(true);
  valve.open();
  while (!(await owner`select 1`.catch(() => undefined))) await Bun.sleep(50);
  expect(await owner`select line from public.lines`).toHaveLength(0);
  await owner.end();
  await valve.close();
}, 30_000);

test("a transaction commits only if no query in it failed, except within a savepoint", async () => {
  const { owner } = db;
  const swallowed = owner.begin(async (tx) => {
    await tx`insert into public.lines values ('one')`;
    await tx`select 1 / 0`.catch(() => {});
  });
  await expect(swallowed).rejects.toMatchObject({ code: "22012" });
  const continued = owner.begin(async (tx) => {
    await tx`select 1 / 0`.catch(() => {});
    await tx`select 1`;
  });
  await expect(continued).rejects.toMatchObject({ code: "22012" });
  await owner.begin(async (tx) => {
    await tx`insert into public.lines values ('two')`;
    const failed = tx.savepoint(async (inner) => {
      await inner`insert into public.lines values ('three')`;
      await inner`select 1 / 0`;
    });
    await expect(failed).rejects.toMatchObject({ code: "22012" });
  });
  expect(await owner`select line from public.lines`).toMatchObject([{ line: "two" }]);
});

test("what an administrator sets for the owner changes neither what we read nor how long we may take", async () => {
  const foreign = [
    "datestyle = 'German'",
    "statement_timeout = '100ms'",
    "default_transaction_isolation = 'serializable'",
  ];
  for (const setting of foreign) await db.admin.unsafe(`alter role tenantry_owner ${here()} set ${setting}`);
  try {
    const owner = connectAsOwner(db.url("tenantry_owner"), "test");
    const rows = await owner`select '2026-11-30 10:00:00Z'::timestamptz as at from pg_sleep(0.3)`;
    expect(rows).toMatchObject([{ at: new Date("2026-11-30T10:00:00Z") }]);
    expect(await owner`show transaction_isolation`).toMatchObject([
      { transaction_isolation: "read committed" },
    ]);
    await owner.end();
    const { connectionString } = queueOptions(db.url("tenantry_owner"), "test");
    const queue = new pg.Pool({ connectionString });
    const read = await queue.query("select '2026-11-30 10:00:00Z'::timestamptz as at from pg_sleep(0.3)");
    expect(read.rows).toEqual([{ at: new Date("2026-11-30T10:00:00Z") }]);
    await queue.end();
  } finally {
    await db.admin.unsafe(`alter role tenantry_owner ${here()} reset all`);
  }
});

test("an administrator's limit on transactions ends no run that holds the fleet's lock", async () => {
  const [limit] = await db.owner`select from pg_settings where name = 'transaction_timeout'`;
  if (!limit) return;
  await db.admin.unsafe(`alter role tenantry_owner ${here()} set transaction_timeout = '200ms'`);
  const ownerUrl = db.url("tenantry_owner");
  try {
    const held = withFleetLock({ ownerUrl, command: "test" }, async (sql) => {
      await Bun.sleep(500);
      return await sql`select 1 as one`;
    });
    expect(await held).toMatchObject([{ one: 1 }]);
  } finally {
    await db.admin.unsafe(`alter role tenantry_owner ${here()} reset all`);
  }
});

test("the backends of a machine that vanished end within half a minute, the queue's too", async () => {
  const settings = "name in ('tcp_keepalives_idle', 'tcp_keepalives_interval', 'tcp_keepalives_count')";
  const ask = `select name, setting from pg_settings where ${settings} order by name`;
  const expected = ["3", "10", "5"];
  const owner = connectAsOwner(db.url("tenantry_owner"), "test");
  expect((await owner.unsafe(ask)).map(({ setting }) => setting)).toEqual(expected);
  await owner.end();
  const queue = new pg.Pool({
    connectionString: queueOptions(db.url("tenantry_owner"), "test").connectionString,
  });
  expect((await queue.query(ask)).rows.map(({ setting }) => setting)).toEqual(expected);
  await queue.end();
});

test("a transaction whose process stands still lets go of its locks", async () => {
  const [row] = await db.owner`select current_setting('idle_in_transaction_session_timeout') as longest`;
  expect(row?.longest).toBe("1min");
});

test("fragments, lists and names are part of the statement that contains them", async () => {
  const { owner } = db;
  const lines = ["a", "b", "c"].map((line) => ({ line }));
  await owner`insert into public.lines ${owner(lines)}`;
  const only = (line?: string) => (line ? owner`where line = ${line}` : owner``);
  expect(await owner`select ${owner("line")} from public.lines ${only("b")}`).toHaveLength(1);
  expect(await owner`select line from public.lines ${only()}`).toHaveLength(3);
  expect(await owner`select line from public.lines where line in ${owner(["a", "c"])}`).toHaveLength(2);
});

/** Only of this test's database. */
function here(): string {
  return `in database ${new URL(db.url("admin")).pathname.slice(1)}`;
}
