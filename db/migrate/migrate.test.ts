import { afterAll, beforeAll, expect, test } from "bun:test";
import { join } from "node:path";
import { generateTypes } from "#scripts/db-types.ts";
import { createTestDatabase, type TestDatabase, testSealSecret } from "../testing/database.ts";
import { migrate } from "./migrate.ts";
import { readMigrations } from "./migration-files.ts";
import { assertFleetReady, assertReadyToStart } from "./readiness.ts";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

test("an up-to-date database has nothing to migrate and passes both checks", async () => {
  expect(await run()).toMatchObject({ public: [], planned: 0, done: 0, failed: [] });
  await db.webPool.use((client) => assertFleetReady(client, testSealSecret));
});

test("a tenant that is behind fails the check of the fleet, and stops neither web nor worker", async () => {
  const newest = readMigrations("tenant").length;
  await db.owner`update public.tenants set schema_version = 0 where slug = 'globex'`;
  await expect(db.webPool.use((client) => assertFleetReady(client, testSealSecret))).rejects.toThrow(
    "a tenant is at version 0",
  );
  await db.webPool.use((client) => assertReadyToStart(client, testSealSecret));
  await db.owner`update public.tenants set schema_version = ${newest} where slug = 'globex'`;
  await db.webPool.use((client) => assertFleetReady(client, testSealSecret));
});

test("an edited public migration is refused, and both checksums are named", async () => {
  await db.owner`update public._migrations set checksum = 'abc' where version = 1`;
  const [first] = readMigrations("public");
  await expect(run()).rejects.toMatchObject({ code: "migration", message: expect.stringContaining("abc") });
  await expect(run()).rejects.toThrow(first?.checksum);
  await db.owner`update public._migrations set checksum = ${first?.checksum ?? ""} where version = 1`;
});

test("another TENANT_SEAL_SECRET is refused by migrations and by the check at start", async () => {
  const other = "another-secret-that-is-long-enough-to-be-one";
  await expect(migrate({ ownerUrl: db.url("tenantry_owner"), sealSecret: other })).rejects.toMatchObject({
    code: "seal-changed",
  });
  await expect(db.webPool.use((client) => assertReadyToStart(client, other))).rejects.toMatchObject({
    code: "seal-changed",
  });
});

test("db/types.ts matches the migrations", async () => {
  expect(await Bun.file(join(import.meta.dir, "../types.ts")).text()).toBe(await generateTypes());
});

function run() {
  return migrate({ ownerUrl: db.url("tenantry_owner"), sealSecret: testSealSecret });
}
