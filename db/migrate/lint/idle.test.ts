import { afterAll, beforeAll, expect, test } from "bun:test";
import { createTestDatabase, type TestDatabase, testSealSecret } from "#db/testing/database.ts";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

test("migrate up loads the parser for pending files only", async () => {
  expect(await migrateAndCountParsers()).toBe(0);
  await db.owner`update public.tenants set schema_version = schema_version - 1 where slug = 'globex'`;
  expect(await migrateAndCountParsers()).toBeGreaterThan(0);
});

/** In a process of its own, because other tests load the parser into this one. */
async function migrateAndCountParsers(): Promise<number> {
  const options = { ownerUrl: db.url("tenantry_owner"), sealSecret: testSealSecret };
  const script = `
    import { migrate } from "#db/migrate/migrate.ts";
    await migrate(${JSON.stringify(options)}).catch(() => {});
    console.log(Object.keys(require.cache).filter((file) => file.includes("libpg-query")).length);
    process.exit();`;
  const child = Bun.spawn([process.execPath, "--no-env-file", "-e", script], { cwd: import.meta.dir });
  return Number(await new Response(child.stdout).text());
}
