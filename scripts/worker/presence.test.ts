import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "bun:test";
import { createLogger } from "#app/http/logger.ts";
import { migrateJobs } from "#db/jobs/queue.ts";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import { Presence } from "./presence.ts";

let db: TestDatabase;
const open: Presence[] = [];

beforeAll(async () => {
  db = await createTestDatabase();
});
beforeEach(async () => {
  await db.owner`delete from jobs._private_jobs`;
  await db.owner`delete from jobs._private_job_queues`;
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((presence) => presence.end()));
});
afterAll(() => db.close());

test("a dead worker's jobs and queues are released, a live one's are not", async () => {
  const other = appear("pool-there");
  appear("pool-mine");
  for (const worker of ["pool-mine", "pool-there", "pool-gone"]) await lock(worker);
  await until(async () => (await listHolders()).join() === "pool-mine,pool-there");
  await Bun.sleep(2500);
  expect(await listHolders()).toEqual(["pool-mine", "pool-there"]);
  await other.end();
  await until(async () => (await listHolders()).join() === "pool-mine");
});

test("a job that was added again while a dead worker held it runs once, and leaves nothing behind", async () => {
  const add = () => db.owner`select jobs.add_job('sleep', queue_name => 'sleep', job_key => 'sleep')`;
  await add();
  await db.owner`update jobs._private_jobs set locked_by = 'pool-gone', locked_at = now(), attempts = 1`;
  await add();
  expect(await listJobs()).toEqual(["held, spent", "sleep"]);
  appear("pool-mine");
  await until(async () => (await listJobs()).join() === "sleep");
});

test("another role with a worker's application name does not keep its locks", async () => {
  const impostor = db.openPool("tenantry_app", { size: 1, applicationName: "tenantry worker pool-gone" });
  await impostor.use((client) => client`select 1`);
  appear("pool-mine");
  await lock("pool-gone");
  await until(async () => (await listHolders()).length === 0);
  await impostor.close();
});

test("a worker that cannot reach the database is notified", async () => {
  const lost = Promise.withResolvers<unknown>();
  const nowhere = "postgres://tenantry_owner:x@127.0.0.1:1/nowhere";
  open.push(new Presence(nowhere, "pool-lost", createLogger("silent"), lost.resolve));
  expect(await lost.promise).toBeInstanceOf(Error);
});

test("a worker whose queue is recreated is notified", async () => {
  const lost = Promise.withResolvers<unknown>();
  open.push(new Presence(db.url("tenantry_owner"), "pool-reset", createLogger("silent"), lost.resolve));
  await Bun.sleep(1500);
  await db.owner`drop schema jobs cascade`;
  await migrateJobs(db.owner, db.url("tenantry_owner"));
  expect(String(await lost.promise)).toMatch(/recreated|does not exist/);
});

function appear(workerId: string): Presence {
  const fail = (error: unknown) => {
    throw error;
  };
  const presence = new Presence(db.url("tenantry_owner"), workerId, createLogger("silent"), fail);
  open.push(presence);
  return presence;
}

/** A job in a queue of its own, held by this worker. */
async function lock(worker: string): Promise<void> {
  await db.owner`select jobs.add_job('sleep', queue_name => ${worker})`;
  await db.owner`update jobs._private_job_queues set locked_by = ${worker}, locked_at = now() where queue_name = ${worker}`;
  await db.owner`update jobs._private_jobs set locked_by = ${worker}, locked_at = now() where locked_by is null`;
}

/** The workers that hold a job and its queue. */
async function listHolders(): Promise<string[]> {
  const rows = await db.owner<{ id: string }[]>`
    select distinct j.locked_by as id from jobs._private_jobs j join jobs._private_job_queues q on q.id = j.job_queue_id
    where j.locked_by is not null and q.locked_by = j.locked_by order by 1`;
  return rows.map(({ id }) => id);
}

/** The keys of all jobs; the library takes the key of one that is superseded. */
async function listJobs(): Promise<string[]> {
  const rows = await db.owner<{ about: string }[]>`
    select concat_ws(', ', key, case when locked_by is not null then 'held' end,
      case when attempts >= max_attempts then 'spent' end) as about
    from jobs._private_jobs order by 1`;
  return rows.map(({ about }) => about);
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 5000;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error("It did not come to that within 5 s");
    await Bun.sleep(50);
  }
}
