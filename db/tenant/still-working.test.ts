import { afterAll, beforeAll, expect, test } from "bun:test";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import { until } from "#db/testing/until.ts";
import { openValve, type Valve } from "#db/testing/valve.ts";
import { Session } from "./session.ts";
import { stillWorkingOver } from "./still-working.ts";

let db: TestDatabase;
let valve: Valve;
beforeAll(async () => {
  db = await createTestDatabase();
  valve = await openValve(db.url("tenantry_owner"));
});
afterAll(async () => {
  await valve.close();
  await db.close();
});

test("a statement that takes long is waited for while its backend works on it", async () => {
  const session = openSession(db.url("tenantry_owner"));
  expect(await session.client`select 1 as one from pg_sleep(2)`).toMatchObject([{ one: 1 }]);
  await session.end(1);
});

for (const [what, url] of [
  ["whose backend waits for its client is given up, and the backend ended", () => db.url("tenantry_owner")],
  ["about which nobody can be asked is given up", () => valve.url],
] as const) {
  test(`a silent connection ${what}`, async () => {
    const session = openSession(url());
    await session.client.unsafe("begin; lock table public.tenants in access exclusive mode");
    valve.freeze();
    await expect(session.client.unsafe("commit")).rejects.toMatchObject({ code: "CONNECTION_LOST" });
    valve.open();
    await until(async () => (await countLocks()) === 0);
  });
}

/** Connects through the valve, and looks elsewhere. */
function openSession(lookUrl: string): Session {
  return new Session({
    ...{ url: valve.url, applicationName: "silent", answerTimeout: 300 },
    isStillWorking: stillWorkingOver(lookUrl),
  });
}

async function countLocks(): Promise<number> {
  const locks = await db.owner`select from pg_locks
    where relation = 'public.tenants'::regclass and mode = 'AccessExclusiveLock'`;
  return locks.length;
}
