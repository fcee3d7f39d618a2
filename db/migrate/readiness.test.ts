import { afterAll, beforeAll, expect, test } from "bun:test";
import postgres from "postgres";
import { createTestDatabase, type TestDatabase, testSealSecret } from "../testing/database.ts";
import { assertReadyToStart } from "./readiness.ts";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

test("no process starts while a role of the web process has settings that it may have given itself", async () => {
  const start = () => db.webPool.use((client) => assertReadyToStart(client, testSealSecret));
  await start();
  const app = postgres(db.url("tenantry_app"), { max: 1, fetch_types: false });
  const database = new URL(db.url("admin")).pathname.slice(1);
  try {
    await app.unsafe(`alter role tenantry_app in database ${database} set lock_timeout = 1`);
    await expect(start()).rejects.toMatchObject({
      code: "role-settings",
      message: expect.stringContaining("lock_timeout=1"),
    });
  } finally {
    await app.unsafe(`alter role tenantry_app in database ${database} reset lock_timeout`);
    await app.end();
  }
  await start();
});
