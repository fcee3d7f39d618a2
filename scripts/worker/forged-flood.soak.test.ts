import { afterAll, beforeAll, expect, test } from "bun:test";
import type { ClerkApi } from "#app/clerk/api.server.ts";
import { createLogger } from "#app/http/logger.ts";
import { signed } from "#app/testing/deliveries.ts";
import { storeForged } from "#app/testing/forged-deliveries.ts";
import { findEntry, storeDelivery } from "#db/jobs/inbox.ts";
import { createTestDatabase, type TestDatabase, testSealSecret } from "#db/testing/database.ts";
import { LOCAL_WEBHOOK_SECRET } from "#scripts/local/clerk/keys.ts";
import { runWorker } from "./run-worker.ts";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

test("with 100,000 forged deliveries waiting, a genuine one is applied within 5 s", async () => {
  await storeForged(db.webPool, 100_000, "org_1");
  const genuine = signed({ type: "organization.updated", data: { id: "org_1" } });
  const asked = Promise.withResolvers<void>();
  const clerk = { findWithMembers: async () => asked.resolve() } as unknown as ClerkApi;
  const begun = performance.now();
  await storeDelivery(db.webPool, genuine, "org_1");
  const stored = performance.now() - begun;
  const worker = await runWorker({
    ownerUrl: db.url("tenantry_owner"),
    log: createLogger("silent"),
    context: { sql: db.owner, sealSecret: testSealSecret, clerk, webhookSecrets: [LOCAL_WEBHOOK_SECRET] },
    pacedClerk: clerk,
    onLost: (error) => {
      throw error;
    },
  });
  await asked.promise;
  const applied = performance.now() - begun;
  await worker.stop();
  console.log(`stored after ${Math.round(stored)} ms, applied after ${Math.round(applied)} ms`);
  expect(await findEntry(db.owner, genuine.svixId)).toMatchObject({ status: "done" });
  expect(applied).toBeLessThan(5000);
}, 120_000);
