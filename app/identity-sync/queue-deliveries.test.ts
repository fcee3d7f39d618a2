import { afterAll, beforeAll, expect, test } from "bun:test";
import type { ClerkApi } from "#app/clerk/api.server.ts";
import { signed } from "#app/testing/deliveries.ts";
import { storeForged } from "#app/testing/forged-deliveries.ts";
import { findEntry, storeDelivery } from "#db/jobs/inbox.ts";
import { createTestDatabase, type TestDatabase, testSealSecret } from "#db/testing/database.ts";
import { importMutant } from "#db/testing/mutants.ts";
import { runJobs } from "#db/testing/run-jobs.ts";
import { until } from "#db/testing/until.ts";
import { LOCAL_WEBHOOK_SECRET } from "#scripts/local/clerk/keys.ts";
import { applyDelivery } from "./apply-event.ts";
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

test("a genuine delivery that comes after thousands of forged ones does not wait until they are thrown out", async () => {
  await storeForged(db.webPool, 2500, "org_early");
  const genuine = signed({ type: "user.updated", data: { id: "user_1" } });
  await storeDelivery(db.webPool, genuine);
  const release = await lockDelivery("forged_org_early_0");
  const queueing = queueDeliveries(context);
  await until(async () => (await db.owner`select from jobs.jobs where key = ${genuine.svixId}`).length === 1);
  await release();
  expect(await queueing).toEqual({ genuine: 1, forged: 2500 });
  await db.owner`truncate public.inbox, jobs._private_jobs`;
});

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

test("each of the two looks at a signature alone keeps a forged delivery from Clerk", async () => {
  await db.owner`truncate public.inbox, jobs._private_jobs`;
  calls.length = 0;
  const forged = {
    ...signed({ type: "organization.updated", data: { id: "org_2" } }),
    svixSignature: "v1,AA",
  };
  expect(await applyDelivery(context, forged)).toBe("ignored");
  expect(calls).toEqual([]);
  const file = "app/identity-sync/apply-event.ts";
  const off = { file, from: "!isAuthentic(delivery, context.webhookSecrets)", to: "!delivery" };
  const trusting = await importMutant<{ applyDelivery: typeof applyDelivery }>(file, [off]);
  await storeDelivery(db.webPool, forged, "org_2");
  expect(await queueDeliveries(context)).toEqual({ genuine: 0, forged: 1 });
  expect([...(await db.owner`select from jobs.jobs where key = ${forged.svixId}`)]).toEqual([]);
  expect(await trusting.applyDelivery(context, forged)).toBe("done");
  expect(calls).toEqual(["org_2"]);
});

test("without the worker's first look, forged deliveries become jobs", async () => {
  await db.owner`truncate public.inbox, jobs._private_jobs`;
  const file = "app/identity-sync/queue-deliveries.ts";
  const off = { file, from: "isAuthentic(delivery, webhookSecrets)", to: "delivery" };
  const trusting = await importMutant<{ queueDeliveries: typeof queueDeliveries }>(file, [off]);
  await storeForged(db.webPool, 10, "org_1");
  expect(await trusting.queueDeliveries(context)).toEqual({ genuine: 10, forged: 0 });
  expect(await db.owner`select from jobs.jobs where task_identifier = 'apply-delivery'`).toHaveLength(10);
});

/** Until released, nobody can end this delivery. */
async function lockDelivery(svixId: string): Promise<() => Promise<void>> {
  const [locked, held] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const holding = db.owner.begin(async (tx) => {
    await tx`select from public.inbox where svix_id = ${svixId} for update`;
    locked.resolve();
    await held.promise;
  });
  await locked.promise;
  return async () => {
    held.resolve();
    await holding;
  };
}
