import { afterAll, beforeAll, beforeEach, expect, test } from "bun:test";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import { findJobsVersion, jobsVersion, migrateJobs } from "./queue.ts";
import { askForSync, findProgress } from "./sync-requests.ts";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
beforeEach(async () => {
  await db.owner`delete from jobs._private_jobs`;
});
afterAll(() => db.close());

test("the queue's schema is the library's newest: raise jobsVersion with the library", async () => {
  await db.owner`drop schema jobs cascade`;
  await migrateJobs(db.owner, db.url("tenantry_owner"));
  expect(await findJobsVersion(db.owner)).toBe(jobsVersion);
});

test("neither the app role nor the routing role reaches the queue, except through its functions", async () => {
  const attempts = [
    "select from jobs._private_jobs",
    "select from jobs.jobs",
    "update jobs._private_job_queues set locked_by = 'me'",
    "insert into jobs._private_tasks (identifier) values ('x')",
    "select jobs.add_job('apply-delivery', '{}')",
    "select jobs.force_unlock_workers(array['x'])",
    "select jobs.permanently_fail_jobs(array[1])",
    "create function jobs.add_job() returns int language sql as 'select 1'",
  ];
  for (const pool of [db.appPool, db.webPool]) {
    for (const attempt of attempts) {
      await expect(pool.use((client) => client.unsafe(attempt))).rejects.toThrow("permission denied");
    }
  }
  const doors = ["store_deliveries('[]')", "ask_for_sync('org_1')", "find_progress('org_1')"];
  for (const door of doors) {
    const attempt = db.appPool.use((client) => client.unsafe(`select app.${door}`));
    await expect(attempt).rejects.toThrow("permission denied");
  }
});

test("concurrent sync requests for one organization share a job", async () => {
  const answers = await Promise.all(Array.from({ length: 20 }, () => askForSync(db.webPool, "org_1")));
  expect(new Set(answers)).toEqual(new Set([true]));
  expect(await countJobs()).toBe(1);
});

test("a repeated request keeps a job that waits for its next attempt, and replaces one that failed for good", async () => {
  await askForSync(db.webPool, "org_1");
  await db.owner`update jobs._private_jobs set attempts = 2, run_at = now() + interval '1 hour'`;
  expect(await askForSync(db.webPool, "org_1")).toBe(true);
  const [job] = await db.owner`select attempts, run_at > now() as "isLater" from jobs.jobs`;
  expect(job).toMatchObject({ attempts: 2, isLater: true });
  await db.owner`update jobs._private_jobs set attempts = max_attempts`;
  await askForSync(db.webPool, "org_1");
  expect(await db.owner`select attempts from jobs.jobs where key = 'sync org_1'`).toMatchObject([
    { attempts: 0 },
  ]);
});

test("at most a hundred sync requests are accepted, and a malformed organization id is refused", async () => {
  const illegal = [
    "",
    "org_",
    "user_1",
    "org_a b",
    `org_${"x".repeat(61)}`,
    "org_1'; drop table x",
    "unlinked_1",
  ];
  for (const id of illegal) expect(await askForSync(db.webPool, id)).toBe(false);
  expect(await countJobs()).toBe(0);
  const answers: boolean[] = [];
  for (let number = 0; number < 105; number++) answers.push(await askForSync(db.webPool, `org_${number}`));
  expect(answers.filter(Boolean)).toHaveLength(100);
  expect(await countJobs()).toBe(100);
});

test("progress is the tenant's status, from the moment its slug is reserved", async () => {
  expect(await findProgress(db.webPool, "org_acme")).toBe("active");
  expect(await findProgress(db.webPool, "org_nobody")).toBeUndefined();
  await db.owner`update public.tenants set status = 'provisioning' where slug = 'globex'`;
  expect(await findProgress(db.webPool, "org_globex")).toBe("provisioning");
});

async function countJobs(): Promise<number> {
  const [row] = await db.owner<{ count: number }[]>`select count(*)::int as count from jobs.jobs`;
  return row?.count ?? 0;
}
