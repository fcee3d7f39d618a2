import { afterAll, beforeAll, expect, test } from "bun:test";
import { signed } from "#app/testing/deliveries.ts";
import { storeDelivery } from "#db/jobs/inbox.ts";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import { startWorker } from "#db/testing/start-worker.ts";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

test("deliveries of one organization are applied one by one, those of different ones concurrently", async () => {
  const inHand: string[] = [];
  const most = { ofOne: 0, ofAll: 0 };
  const clerk = {
    // Clerk does not know the organization, so nothing is created: the test looks only at who asks, and when.
    async findWithMembers(id: string) {
      inHand.push(id);
      most.ofAll = Math.max(most.ofAll, inHand.length);
      most.ofOne = Math.max(most.ofOne, inHand.filter((other) => other === id).length);
      await Bun.sleep(40);
      inHand.splice(inHand.indexOf(id), 1);
      return undefined;
    },
  };
  const worker = await startWorker(db, clerk);
  const ids = ["org_a", "org_b", "org_c"].flatMap((id) => Array.from({ length: 4 }, () => id));
  await Promise.all(ids.map(store));
  while ((await countDone()) < ids.length) await Bun.sleep(20);
  await worker.stop();
  expect(most.ofOne).toBe(1);
  expect(most.ofAll).toBeGreaterThan(1);
});

async function store(organizationId: string): Promise<void> {
  const delivery = signed({ type: "organization.updated", data: { id: organizationId } });
  await storeDelivery(db.webPool, delivery, organizationId);
}

async function countDone(): Promise<number> {
  const [row] = await db.owner<{ count: number }[]>`
    select count(*)::int as count from public.inbox where status = 'done'`;
  return row?.count ?? 0;
}
