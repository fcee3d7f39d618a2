import { afterAll, beforeAll, expect, test } from "bun:test";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import { openValve, type Valve } from "#db/testing/valve.ts";
import { openQueuePool } from "./queue-pool.ts";

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

test("one connection of the queue that lies dead is replaced by another", async () => {
  const lost: unknown[] = [];
  const pool = open((error) => lost.push(error));
  await pool.query("select 1");
  expect(valve.break("one", "is silent")).toBe(1);
  await expect(pool.query("select 2")).rejects.toThrow("terminated");
  expect((await pool.query("select 3 as three")).rows).toEqual([{ three: 3 }]);
  expect(lost.length).toBeGreaterThan(0);
  await pool.end();
});

test("a statement that takes long is waited for", async () => {
  const pool = open((error) => {
    throw error;
  });
  // The first look comes after its answer could have been late many times.
  expect((await pool.query("select 1 as one from pg_sleep(2)")).rows).toEqual([{ one: 1 }]);
  await pool.end();
});

function open(onError: (error: unknown) => void) {
  const ownerUrl = db.url("tenantry_owner");
  return openQueuePool({ ownerUrl, connectionString: valve.url, size: 2, onError, answerTimeout: 300 });
}
