import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generateTypes } from "#scripts/db-types.ts";
import { createTestDatabase, type TestDatabase, testSealSecret } from "../testing/database.ts";
import { migrate } from "./migrate.ts";
import { readMigrations } from "./migration-files.ts";
import { assertDatabaseReady } from "./readiness.ts";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

test("a database that is up to date has nothing to do, and passes the check at start", async () => {
  expect(await run()).toMatchObject({ public: [], planned: 0, done: 0, failed: [] });
  await db.webPool.use((client) => assertDatabaseReady(client, testSealSecret));
});

test("a tenant that is behind is brought up to date, and stops the start until it is", async () => {
  const newest = readMigrations("tenant").length;
  await db.owner`update public.tenants set schema_version = 0 where slug = 'globex'`;
  await expect(db.webPool.use((client) => assertDatabaseReady(client, testSealSecret))).rejects.toThrow(
    "a tenant is at version 0",
  );
  await db.owner`update public.tenants set schema_version = ${newest} where slug = 'globex'`;
  await db.webPool.use((client) => assertDatabaseReady(client, testSealSecret));
});

test("an applied migration that was edited is refused, and both hashes are named", async () => {
  await db.owner`update public._migrations set checksum = 'abc' where version = 1`;
  const [first] = readMigrations("public");
  await expect(run()).rejects.toMatchObject({ code: "migration", message: expect.stringContaining("abc") });
  await expect(run()).rejects.toThrow(first?.checksum);
  await db.owner`update public._migrations set checksum = ${first?.checksum ?? ""} where version = 1`;
});

test("another TENANT_SEAL_SECRET is noticed before a single request fails", async () => {
  const other = "another-secret-that-is-long-enough-to-be-one";
  await expect(migrate({ ownerUrl: db.url("tenantry_owner"), sealSecret: other })).rejects.toMatchObject({
    code: "seal-changed",
  });
  await expect(db.webPool.use((client) => assertDatabaseReady(client, other))).rejects.toMatchObject({
    code: "seal-changed",
  });
});

test("gaps, duplicates and wrong names among the files are refused by name", () => {
  const refused = (files: string[]) => {
    const folder = mkdtempSync(join(tmpdir(), "migrations-"));
    mkdirSync(join(folder, "tenant"));
    for (const file of files) writeFileSync(join(folder, "tenant", file), "select 1;");
    try {
      return readMigrations("tenant", folder).map(({ name }) => name);
    } catch (error) {
      return (error as Error).message;
    } finally {
      rmSync(folder, { recursive: true });
    }
  };
  expect(refused(["0001_a.sql", "0002_b.sql", "0002_b.down.sql"])).toEqual(["a", "b"]);
  expect(refused(["0001_a.sql", "0003_c.sql"])).toContain("0003_c.sql: number 0002 comes next");
  expect(refused(["0001_a.sql", "0001_b.sql"])).toContain("0001_b.sql: number 0002 comes next");
  expect(refused(["1_a.sql"])).toContain("a migration is named NNNN_name.sql");
});

test("db/types.ts is what the migrations make", async () => {
  expect(await Bun.file(join(import.meta.dir, "../types.ts")).text()).toBe(await generateTypes());
});

function run() {
  return migrate({ ownerUrl: db.url("tenantry_owner"), sealSecret: testSealSecret });
}
