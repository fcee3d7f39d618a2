import { afterAll, beforeAll, beforeEach, expect, test } from "bun:test";
import {
  askForSync,
  type Delivery,
  findDelivery,
  pruneInbox,
  recordAttempt,
  storeDelivery,
} from "./inbox.ts";
import { createTestDatabase, type TestDatabase } from "./testing/database.ts";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
beforeEach(async () => {
  await db.owner`delete from public.inbox`;
  await db.owner`delete from jobs._private_jobs`;
});
afterAll(() => db.close());

test("a delivery is stored as it came, with one job, also when it comes twice", async () => {
  await storeDelivery(db.webPool, delivery("msg_1"), "org_1");
  await storeDelivery(db.webPool, { ...delivery("msg_1"), body: "something else" }, "org_2");
  expect(await findDelivery(db.owner, "msg_1")).toEqual({ ...delivery("msg_1"), status: "waiting" });
  expect(await listJobs()).toEqual(["apply-delivery msg_1 org_1"]);
});

test("a delivery that cannot be stored leaves no job either", async () => {
  const tooLong = { ...delivery("msg_1"), svixTimestamp: "9".repeat(33) };
  await expect(storeDelivery(db.webPool, tooLong, "org_1")).rejects.toThrow("check constraint");
  expect(await listJobs()).toEqual([]);
});

test("an attempt is written down, with its error until one succeeds", async () => {
  await storeDelivery(db.webPool, delivery("msg_1"), "org_1");
  await recordAttempt(db.owner, "msg_1", { status: "waiting", error: "x".repeat(2000) });
  expect(await state("msg_1")).toEqual({ status: "waiting", attempts: 1, errors: 1000, finished: false });
  await recordAttempt(db.owner, "msg_1", { status: "done" });
  expect(await state("msg_1")).toEqual({ status: "done", attempts: 2, errors: null, finished: true });
});

test("what is done or ignored is forgotten after a month, and the dead and the waiting are kept", async () => {
  for (const status of ["done", "ignored", "dead", "waiting"] as const) {
    await storeDelivery(db.webPool, delivery(status), status);
    await recordAttempt(db.owner, status, { status });
  }
  expect(await pruneInbox(db.owner, 30)).toBe(0);
  await db.owner`update public.inbox set finished_at = finished_at - interval '31 days'`;
  expect(await pruneInbox(db.owner, 30)).toBe(2);
  const left = await db.owner`select status from public.inbox order by status`;
  expect(left.map(({ status }) => status)).toEqual(["dead", "waiting"]);
});

test("an organization is asked about once at a time, by ids of Clerk's form, and not without end", async () => {
  expect(await askForSync(db.webPool, "org_2abc")).toBe(true);
  expect(await askForSync(db.webPool, "org_2abc")).toBe(true);
  for (const id of ["acme", "org_", "org_a b", "unlinked_1", `org_${"x".repeat(65)}`, "org_1'; --", ""])
    expect([id, await askForSync(db.webPool, id)]).toEqual([id, false]);
  expect(await listJobs()).toEqual(["sync-organization sync org_2abc org_2abc"]);
  await db.owner`select jobs.add_job('sync-organization', '{}', job_key => 'sync ' || n) from generate_series(1, 999) as n`;
  expect(await askForSync(db.webPool, "org_another")).toBe(false);
});

for (const role of ["tenantry_web", "tenantry_app"] as const) {
  test(`${role} reads and writes no row of inbox and queue`, async () => {
    const pool = db.openPool(role, { size: 1, applicationName: "attack" });
    const attacks = [
      "insert into public.inbox (svix_id, svix_timestamp, svix_signature, body) values ('x', '1', 'x', '{}')",
      "select body from public.inbox",
      "update public.inbox set status = 'done'",
      "select * from jobs.jobs",
      "select * from jobs._private_jobs",
      "select jobs.add_job('sync-organization', '{}')",
      "insert into jobs._private_jobs (task_id) values (1)",
      "delete from jobs._private_job_queues",
    ];
    for (const attack of attacks)
      await expect(pool.use((client) => client.unsafe(attack))).rejects.toThrow("permission denied");
    await pool.close();
  });
}

test("the tenants' role has neither of the doors", async () => {
  for (const call of ["app.ask_for_sync('org_1')", "app.receive_delivery('1', '1', '1', '1', '1')"])
    await expect(db.appPool.use((client) => client.unsafe(`select ${call}`))).rejects.toThrow(
      "permission denied",
    );
});

async function listJobs(): Promise<string[]> {
  const rows =
    await db.owner`select task_identifier as task, key, queue_name as queue from jobs.jobs order by id`;
  return rows.map(({ task, key, queue }) => `${task} ${key} ${queue}`);
}

async function state(svixId: string) {
  const [row] = await db.owner`
    select status, attempts, length(error) as errors, finished_at is not null as finished
    from public.inbox where svix_id = ${svixId}`;
  return { ...row };
}

function delivery(svixId: string): Delivery {
  return { svixId, svixTimestamp: "1790000000", svixSignature: "v1,x", body: `{"id":"${svixId}"}` };
}
