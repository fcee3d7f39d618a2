import { afterAll, beforeAll, expect, test } from "bun:test";
import { ClerkApi } from "#app/clerk/api.server.ts";
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

test("jobs that Clerk never answers give way to a removal within seconds", async () => {
  let asked = 0;
  const hung = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    idleTimeout: 0,
    fetch: () => {
      asked += 1;
      return new Promise<Response>(() => {});
    },
  });
  const clerk = new ClerkApi({ secretKey: "sk_live_test", apiUrl: `http://127.0.0.1:${hung.port}` });
  const worker = await startWorker(db, clerk);
  const ids = Array.from({ length: 100 }, (_, number) => `org_hung${number}`);
  await Promise.all(ids.map(store));
  while (asked < 12) await Bun.sleep(20);
  const data = {
    id: "orgmem_gone",
    organization: { id: "org_other" },
    public_user_data: { user_id: "user_gone" },
  };
  const removal = signed({
    type: "organizationMembership.deleted",
    data: { ...data, role: "org:member", updated_at: 1 },
  });
  await storeDelivery(db.webPool, removal, "org_other");
  const begun = performance.now();
  const isDone = async () =>
    (await db.owner`select from public.inbox where svix_id = ${removal.svixId} and status = 'done'`).length >
    0;
  while (!(await isDone()) && performance.now() - begun < 20_000) await Bun.sleep(50);
  const took = performance.now() - begun;
  await Promise.all([worker.stop(), hung.stop(true)]);
  expect(took).toBeLessThan(8000);
}, 60_000);

async function store(organizationId: string): Promise<void> {
  const delivery = signed({ type: "organization.updated", data: { id: organizationId } });
  await storeDelivery(db.webPool, delivery, organizationId);
}

async function countDone(): Promise<number> {
  const [row] = await db.owner<{ count: number }[]>`
    select count(*)::int as count from public.inbox where status = 'done'`;
  return row?.count ?? 0;
}
