import { afterAll, beforeAll, expect, test } from "bun:test";
import type { ClerkApi } from "#app/clerk/api.server.ts";
import { signed } from "#app/testing/deliveries.ts";
import { storeForged } from "#app/testing/forged-deliveries.ts";
import { findEntry, storeDelivery } from "#db/jobs/inbox.ts";
import { createTestDatabase, type TestDatabase, testSealSecret } from "#db/testing/database.ts";
import { runJobs } from "#db/testing/run-jobs.ts";
import { LOCAL_WEBHOOK_SECRET } from "#scripts/local/clerk/keys.ts";
import { queueDeliveries } from "./queue-deliveries.ts";
import type { SyncContext } from "./sync-context.ts";

let db: TestDatabase;
const calls: string[] = [];
const clerk = { findWithMembers: async (id: string) => void calls.push(id) } as unknown as ClerkApi;
let context: SyncContext;
beforeAll(async () => {
  db = await createTestDatabase();
  context = { sql: db.owner, sealSecret: testSealSecret, clerk, webhookSecrets: [LOCAL_WEBHOOK_SECRET] };
});
afterAll(() => db.close());

test("forged deliveries get no job, no queue and no call to Clerk: a genuine one behind them is the only job", async () => {
  const genuine = signed({ type: "organization.updated", data: { id: "org_1" } });
  await storeForged(db.webPool, 2500, "org_1");
  await storeDelivery(db.webPool, genuine, "org_1");
  expect(await queueDeliveries(context)).toEqual({ genuine: 1, forged: 2500 });
  const jobs = await db.owner`select key from jobs.jobs where task_identifier = 'apply-delivery'`;
  expect([...jobs]).toEqual([{ key: genuine.svixId }]);
  const queues = await db.owner`select queue_name from jobs._private_job_queues where queue_name like 'org%'`;
  expect([...queues]).toEqual([{ queue_name: "org_1" }]);
  await runJobs(db.url("tenantry_owner"), context);
  expect(calls).toEqual(["org_1"]);
  expect(await findEntry(db.owner, genuine.svixId)).toMatchObject({ status: "done" });
});
