import { afterAll, beforeAll, beforeEach, expect, test } from "bun:test";
import { type Delivery, processNext, storeDelivery } from "./inbox.ts";
import { createTestDatabase, type TestDatabase } from "./testing/database.ts";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
beforeEach(async () => {
  await db.owner`delete from public.inbox`;
});
afterAll(() => db.close());

test("a delivery is handed over as it came, once, also when it was stored twice", async () => {
  await storeDelivery(db.webPool, delivery("msg_1"));
  await storeDelivery(db.webPool, { ...delivery("msg_1"), body: "something else" });
  const seen: Delivery[] = [];
  expect(await take(seen)).toBe(true);
  expect(await take(seen)).toBe(false);
  expect(seen).toMatchObject([delivery("msg_1")]);
});

test("deliveries are taken in the order in which they came", async () => {
  for (const id of ["msg_1", "msg_2", "msg_3"]) await storeDelivery(db.webPool, delivery(id));
  const seen: Delivery[] = [];
  while (await take(seen));
  expect(seen.map(({ svixId }) => svixId)).toEqual(["msg_1", "msg_2", "msg_3"]);
});

test("a failed delivery waits, is tried again, and is dead after ten attempts", async () => {
  await storeDelivery(db.webPool, delivery("msg_1"));
  for (let attempt = 1; attempt <= 10; attempt++) {
    expect(await processNext(db.owner, () => Promise.reject(new Error("no luck")))).toBe(true);
    expect(await take([])).toBe(false);
    await db.owner`update public.inbox set next_attempt = now()`;
  }
  const [row] = await db.owner`select status, attempts, error from public.inbox`;
  expect({ ...row }).toEqual({ status: "dead", attempts: 10, error: "Error: no luck" });
  expect(await take([])).toBe(false);
});

test("two workers share the work: none takes what the other has in hand", async () => {
  await storeDelivery(db.webPool, delivery("msg_1"));
  await storeDelivery(db.webPool, delivery("msg_2"));
  const seen: string[] = [];
  const slowly = async ({ svixId }: Delivery) => {
    seen.push(svixId);
    await Bun.sleep(50);
    return "done" as const;
  };
  await Promise.all([processNext(db.owner, slowly), processNext(db.owner, slowly)]);
  expect(seen.sort()).toEqual(["msg_1", "msg_2"]);
});

function take(seen: Delivery[]): Promise<boolean> {
  return processNext(db.owner, async (taken) => {
    seen.push(taken);
    return "done";
  });
}

function delivery(svixId: string): Delivery {
  return { svixId, svixTimestamp: "1790000000", svixSignature: "v1,x", body: `{"id":"${svixId}"}` };
}
