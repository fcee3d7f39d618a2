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

for (const [before, after] of [
  [100_000, 0],
  [50_000, 50_000],
] as const) {
  test(`with ${before} forged deliveries stored before it and ${after} after it, a genuine one is applied within 5 s`, async () => {
    await db.owner`truncate public.inbox`;
    const genuine = signed({ type: "organization.updated", data: { id: "org_1" } });
    await storeForged(db.webPool, before, "org_1");
    await storeDelivery(db.webPool, genuine, "org_1");
    await storeForged(db.webPool, after, "org_2");
    const asked = Promise.withResolvers<void>();
    const clerk = {
      findWithMembers: async () => {
        asked.resolve();
        return undefined;
      },
    };
    const begun = performance.now();
    const worker = await startWorker(db, clerk);
    await asked.promise;
    const applied = performance.now() - begun;
    await worker.stop();
    console.log(`applied after ${Math.round(applied)} ms`);
    expect(await findEntry(db.owner, genuine.svixId)).toMatchObject({ status: "done" });
    expect(applied).toBeLessThan(5000);
  }, 120_000);
}
