import { afterAll, beforeAll, expect, test } from "bun:test";
import { signed } from "#app/testing/deliveries.ts";
import { storeForged } from "#app/testing/forged-deliveries.ts";
import { findEntry, storeDelivery } from "#db/jobs/inbox.ts";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import { startWorker } from "#db/testing/start-worker.ts";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

test("with 100,000 forged deliveries waiting, a genuine one is applied within 5 s", async () => {
  await storeForged(db.webPool, 100_000, "org_1");
  const genuine = signed({ type: "organization.updated", data: { id: "org_1" } });
  const asked = Promise.withResolvers<void>();
  const clerk = {
    findWithMembers: async () => {
      asked.resolve();
      return undefined;
    },
  };
  const begun = performance.now();
  await storeDelivery(db.webPool, genuine, "org_1");
  const stored = performance.now() - begun;
  const worker = await startWorker(db, clerk);
  await asked.promise;
  const applied = performance.now() - begun;
  await worker.stop();
  console.log(`stored after ${Math.round(stored)} ms, applied after ${Math.round(applied)} ms`);
  expect(await findEntry(db.owner, genuine.svixId)).toMatchObject({ status: "done" });
  expect(applied).toBeLessThan(5000);
}, 120_000);
