import { afterAll, beforeAll, beforeEach, expect, test } from "bun:test";
import { createPool } from "#db/tenant/pool.ts";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import type { Delivery } from "./delivery.ts";
import {
  buryStranded,
  failDelivery,
  findEntry,
  findWaiting,
  finishDelivery,
  listEntries,
  maxAttempts,
  pruneInbox,
  replayDeliveries,
  retryDeliveries,
  storeDelivery,
} from "./inbox.ts";
import { endForged, listNew, queueNew } from "./new-deliveries.ts";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
beforeEach(async () => {
  await db.owner`truncate public.inbox`;
  await db.owner`update public.inbox_level set deliveries = 0, bytes = 0, counted_at = '-infinity'`;
  await db.owner`delete from jobs._private_jobs`;
});
afterAll(() => db.close());

test("a delivery is stored as received, with one job even when it arrives twice", async () => {
  await storeDelivery(db.webPool, delivery("msg_1"), "org_1");
  await storeDelivery(db.webPool, { ...delivery("msg_1"), body: "something else" }, "org_2");
  expect(await findWaiting(db.owner, "msg_1")).toEqual(delivery("msg_1"));
  expect(await listJobs()).toEqual([{ key: "queue-deliveries", queue: "queue-deliveries", priority: -2 }]);
  await queueAll();
  expect(await listJobs()).toEqual([{ key: "msg_1", queue: "org_1", priority: 0 }]);
});

test("concurrent deliveries are stored in few statements, each once and with a job", async () => {
  const ids = Array.from({ length: 250 }, (_, index) => `msg_${index}`);
  await Promise.all(
    [...ids, "msg_7", "msg_8"].map((id) => storeDelivery(db.webPool, delivery(id), `q_${id}`)),
  );
  const [stored] = await db.owner`select count(distinct xmin::text)::int as transactions from public.inbox`;
  expect(stored?.transactions).toBeLessThanOrEqual(4);
  await queueAll();
  const jobs = await listJobs();
  expect(jobs.map(({ key }) => key)).toEqual(ids.toSorted());
  expect(await listEntries(db.owner, { limit: 500 })).toHaveLength(250);
  expect(await findWaiting(db.owner, "msg_249")).toEqual(delivery("msg_249"));
});

test("a delivery that cannot be stored does not fail the others of its batch", async () => {
  const outcomes = await Promise.allSettled(
    ["a", "m".repeat(257), "b", "c"].map((id) => storeDelivery(db.webPool, delivery(id))),
  );
  expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled", "fulfilled"]);
  expect((await listNew(db.owner, "oldest")).map(({ svixId }) => svixId).sort()).toEqual(["a", "b", "c"]);
});

test("without a free connection the whole batch is refused", async () => {
  const url = db.url("tenantry_web");
  const pool = createPool({ url, size: 1, maxWait: 200, applicationName: "tenantry inbox test" });
  const lease = await pool.lease();
  const begun = performance.now();
  const outcomes = await Promise.allSettled(
    Array.from({ length: 60 }, (_, index) => storeDelivery(pool, delivery(`late_${index}`))),
  );
  expect(performance.now() - begun).toBeLessThan(3000);
  const codes = outcomes.map((outcome) => outcome.status === "rejected" && outcome.reason.code);
  expect(new Set(codes)).toEqual(new Set(["overloaded"]));
  lease.release();
  await storeDelivery(pool, delivery("late_0"));
  await pool.close();
  expect(await listNew(db.owner, "oldest")).toEqual([delivery("late_0")]);
});

test("at most five thousand deliveries wait: further ones are refused immediately, and the others are stored", async () => {
  const outcomes = await Promise.allSettled(
    Array.from({ length: 5200 }, (_, index) => storeDelivery(db.webPool, delivery(`many_${index}`))),
  );
  const stored = outcomes.filter(({ status }) => status === "fulfilled");
  expect(stored.length).toBeGreaterThanOrEqual(5000);
  expect(stored.length).toBeLessThan(5200);
  expect(await countWaiting()).toBe(stored.length);
});

for (const [count, size] of [
  [200_000, 1],
  [256, 1024 * 1024],
] as const) {
  test(`a delivery is refused while ${count} of ${size} bytes wait, and accepted when one of them is done`, async () => {
    await fill(count - 1, size);
    await storeDelivery(db.webPool, { ...delivery("last"), body: "x".repeat(size) });
    await db.owner`update public.inbox_level set deliveries = ${count + 9}, bytes = ${size * count}`;
    await expect(storeDelivery(db.webPool, delivery("more"))).rejects.toMatchObject({ code: "overloaded" });
    await db.owner`update public.inbox set status = 'done' where svix_id = 'last'`;
    await db.owner`update public.inbox_level set counted_at = counted_at - interval '1 second'`;
    await storeDelivery(db.webPool, delivery("more"));
  });
}

test("what one call stores counts at once, and a full inbox is counted once a second", async () => {
  const store = async (count: number) => {
    const rows = Array.from({ length: count }, (_, n) => ({
      svix_id: `m${n}`,
      svix_timestamp: "1",
      svix_signature: "",
      body: "",
    }));
    const [row] = await db.webPool.use(
      (client) => client`select app.store_deliveries(${JSON.stringify(rows)}::text::json) as is_stored`,
    );
    return row?.is_stored;
  };
  await db.owner`update public.inbox_level set deliveries = 199990, counted_at = now()`;
  expect([await store(11), await store(10), await store(1)]).toEqual([false, true, false]);
  await db.owner`update public.inbox_level set deliveries = 0, bytes = 268435456 - 100`;
  expect(await store(3)).toBe(false);
  await db.owner`update public.inbox_level set counted_at = '-infinity'`;
  expect([await store(13), await countWaiting()]).toEqual([true, 13]);
  // The last count was made before the database's clock was set back.
  await db.owner`update public.inbox_level set deliveries = 200000, counted_at = now() + interval '1 hour'`;
  expect(await store(14)).toBe(true);
});

test("new deliveries are listed from either end, oldest first, at most 2,000 or 16 MiB at a time", async () => {
  await fill(2001, 1);
  await db.owner`update public.inbox set received_at = now() - interval '1 hour' where svix_id = 'filler 77'`;
  const small = await listNew(db.owner, "oldest");
  expect([small.length, small[0]?.svixId]).toEqual([2000, "filler 77"]);
  await db.owner`update public.inbox set received_at = now() + interval '1 hour' where svix_id = 'filler 99'`;
  const late = await listNew(db.owner, "newest");
  expect([late.length, late.at(-1)?.svixId, late.some(({ svixId }) => svixId === "filler 77")]).toEqual([
    ...[2000, "filler 99", false],
  ]);
  await db.owner`truncate public.inbox`;
  await fill(20, 1024 * 1024);
  expect(await listNew(db.owner, "oldest")).toHaveLength(16);
});

test("of forged deliveries a thousand small ones are kept without a job, and the others deleted", async () => {
  await fill(1000, 1);
  await endForged(
    db.owner,
    (await listNew(db.owner, "oldest")).slice(0, 999).map(({ svixId }) => svixId),
  );
  await storeDelivery(db.webPool, { ...delivery("large"), body: "x".repeat(65 * 1024) });
  await endForged(db.owner, ["large"]);
  expect(await findEntry(db.owner, "large")).toBeUndefined();
  await storeDelivery(db.webPool, delivery("small"));
  await endForged(
    db.owner,
    (await listNew(db.owner, "oldest")).map(({ svixId }) => svixId),
  );
  expect(await listEntries(db.owner, { status: "forged", limit: 2000 })).toHaveLength(1000);
  expect(await listNew(db.owner, "oldest")).toEqual([]);
  expect(await countWaiting()).toBe(0);
});

test("a batch of large bodies is split, and each body is stored unchanged", async () => {
  const body = JSON.stringify({ text: `"quoted" \\u0000 ünïcode 日本 ${"x".repeat(900_000)}` });
  const ids = ["l1", "l2", "l3", "l4", "l5"];
  await Promise.all(ids.map((id) => storeDelivery(db.webPool, { ...delivery(id), body })));
  for (const id of ids) expect((await findWaiting(db.owner, id))?.body).toBe(body);
});

test("without the job queue nothing is stored: no delivery exists without a job", async () => {
  await db.owner`alter function jobs.add_job rename to add_job_away`;
  await expect(storeDelivery(db.webPool, delivery("msg_1"))).rejects.toThrow("add_job");
  await db.owner`alter function jobs.add_job_away rename to add_job`;
  expect(await findEntry(db.owner, "msg_1")).toBeUndefined();
});

test("the database refuses a delivery that is too large, too", async () => {
  const tooLarge: [Delivery, string][] = [
    [{ ...delivery("msg_1"), body: "x".repeat(1024 * 1024 + 1) }, "org_1"],
    [delivery("m".repeat(257)), "org_1"],
    [delivery("msg_1"), "q".repeat(129)],
  ];
  for (const [given, queue] of tooLarge) {
    await expect(storeDelivery(db.webPool, given, queue)).rejects.toThrow("check constraint");
  }
  expect(await listJobs()).toEqual([]);
});

test("a delivery is finished once, and no longer waits", async () => {
  await storeDelivery(db.webPool, delivery("msg_1"));
  await finishDelivery(db.owner, "msg_1", "done");
  const first = await findEntry(db.owner, "msg_1");
  await finishDelivery(db.owner, "msg_1", "ignored");
  expect(await failDelivery(db.owner, "msg_1", new Error("late"))).toBe(false);
  expect(await findEntry(db.owner, "msg_1")).toEqual(first);
  expect(first).toMatchObject({ status: "done", attempts: 1, error: null });
  expect(await findWaiting(db.owner, "msg_1")).toBeUndefined();
});

test("a failed delivery keeps waiting, and is dead after its last attempt", async () => {
  await storeDelivery(db.webPool, delivery("msg_1"));
  for (let attempt = 1; attempt < maxAttempts; attempt++) {
    expect(await failDelivery(db.owner, "msg_1", new Error("no luck"))).toBe(false);
  }
  expect(await findEntry(db.owner, "msg_1")).toMatchObject({ status: "waiting", error: "Error: no luck" });
  expect(await failDelivery(db.owner, "msg_1", new Error("no luck"))).toBe(true);
  const dead = { svixId: "msg_1", status: "dead", attempts: maxAttempts } as const;
  expect(await listEntries(db.owner, { status: "dead", limit: 5 })).toMatchObject([dead]);
});

test("retried deliveries wait in their queue again; unknown ids are ignored", async () => {
  await storeDelivery(db.webPool, delivery("msg_1"), "org_1");
  await finishDelivery(db.owner, "msg_1", "done");
  await db.owner`delete from jobs._private_jobs`;
  expect(await retryDeliveries(db.owner, ["msg_1", "msg_2"])).toEqual(["msg_1"]);
  expect(await findEntry(db.owner, "msg_1")).toMatchObject({ status: "waiting", attempts: 0 });
  expect(await listJobs()).toEqual([{ key: "msg_1", queue: "org_1", priority: 10 }]);
});

test("a replay queues deliveries since the given time, and none older", async () => {
  for (const id of ["msg_1", "msg_2", "msg_3"]) {
    await storeDelivery(db.webPool, delivery(id));
    await finishDelivery(db.owner, id, "done");
  }
  await db.owner`update public.inbox set received_at = now() - interval '2 days' where svix_id = 'msg_1'`;
  expect(await replayDeliveries(db.owner, new Date(Date.now() - 86_400_000))).toBe(2);
  const entries = await listEntries(db.owner, { status: "done", limit: 5 });
  expect(entries.map(({ svixId }) => svixId)).toEqual(["msg_1"]);
});

test("pruning deletes old deliveries, but no dead or waiting ones", async () => {
  for (const status of ["waiting", "done", "ignored", "forged", "dead"]) {
    await storeDelivery(db.webPool, delivery(`old ${status}`));
    await storeDelivery(db.webPool, delivery(`new ${status}`));
    await db.owner`update public.inbox set status = ${status} where svix_id like ${`% ${status}`}`;
  }
  await db.owner`update public.inbox set received_at = now() - interval '31 days' where svix_id like 'old %'`;
  expect(await pruneInbox(db.owner)).toBe(3);
  const left = (await listEntries(db.owner, { limit: 20 })).map(({ svixId }) => svixId).sort();
  expect(left).toEqual([
    "new dead",
    "new done",
    "new forged",
    "new ignored",
    "new waiting",
    "old dead",
    "old waiting",
  ]);
});

test("a waiting delivery without a job is dead after a day; one with a job is not", async () => {
  for (const id of ["stranded", "fresh", "queued"]) await storeDelivery(db.webPool, delivery(id));
  await queueAll();
  await db.owner`delete from jobs._private_jobs where key <> 'queued'`;
  await db.owner`update public.inbox set received_at = now() - interval '25 hours' where svix_id <> 'fresh'`;
  expect(await buryStranded(db.owner)).toBe(1);
  expect(await findEntry(db.owner, "stranded")).toMatchObject({ status: "dead" });
  await storeDelivery(db.webPool, delivery("new"));
  await db.owner`update public.inbox set received_at = now() - interval '25 hours' where svix_id = 'new'`;
  expect(await buryStranded(db.owner)).toBe(0);
  await db.owner`delete from jobs._private_jobs where key = 'queue-deliveries'`;
  expect(await buryStranded(db.owner)).toBe(1);
});

async function queueAll(): Promise<void> {
  for (
    let batch = await listNew(db.owner, "oldest");
    batch.length > 0;
    batch = await listNew(db.owner, "oldest")
  )
    await queueNew(
      db.owner,
      batch.map(({ svixId }) => ({ svixId, isUrgent: false })),
    );
  await db.owner`delete from jobs._private_jobs where key = 'queue-deliveries'`;
}

/** New deliveries with bodies of this size. */
async function fill(count: number, size: number): Promise<void> {
  await db.owner`
    insert into public.inbox (svix_id, svix_timestamp, svix_signature, body)
    select 'filler ' || n, '1', '', repeat('x', ${size}) from generate_series(1, ${count}) as n`;
}

async function countWaiting(): Promise<number> {
  const [row] = await db.owner<{ count: number }[]>`
    select count(*)::int as count from public.inbox where status = 'waiting'`;
  return row?.count ?? 0;
}

async function listJobs() {
  const rows = await db.owner`select key, queue_name as queue, priority from jobs.jobs order by key`;
  return rows.map((row) => ({ ...row }));
}

function delivery(svixId: string): Delivery {
  return { svixId, svixTimestamp: "1790000000", svixSignature: "v1,x", body: `{"id":"${svixId}"}` };
}
