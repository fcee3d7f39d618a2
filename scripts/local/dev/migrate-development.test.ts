import { afterAll, beforeAll, expect, test } from "bun:test";
import postgres from "postgres";
import { createTestDatabase, type TestDatabase, testSealSecret } from "#db/testing/database.ts";
import { migrateDevelopment } from "./migrate-development.ts";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
  await db.owner`update public._migrations set name = 'doors' where version = 2`;
});
afterAll(() => db.close());

test("a configured database made before the squash is refused and left alone", async () => {
  const urls = { owner: db.url("tenantry_owner"), admin: undefined };
  await expect(migrateDevelopment(urls, testSealSecret)).rejects.toMatchObject({
    code: "replaced-migrations",
    message: expect.stringContaining('its public migration 2 is "doors"'),
  });
  expect(await countTenants(db.url("admin"))).toBe(2);
});

test("a local database made before the squash is renamed, and dev says so and gets an empty one", async () => {
  const urls = { owner: db.url("tenantry_owner"), admin: db.url("admin") };
  const message = await migrateDevelopment(urls, testSealSecret);
  const [renamed = ""] = /\w+_replaced_\d+/.exec(message ?? "") ?? [];
  expect(message).toBe(
    "The development database was created by migrations that have since been replaced. A new one was created; " +
      `the old one is kept as ${renamed}.`,
  );
  expect(await countTenants(db.url("admin"))).toBe(0);
  expect(await countTenants(Object.assign(new URL(db.url("admin")), { pathname: `/${renamed}` }).href)).toBe(
    2,
  );
  expect(await migrateDevelopment(urls, testSealSecret)).toBeUndefined();
  await query(db.url("admin"), `drop database ${renamed}`);
});

async function countTenants(url: string): Promise<number> {
  const [row] = await query(url, "select count(*)::int as count from public.tenants");
  return row?.count;
}

async function query(url: string, text: string) {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    return await sql.unsafe(text);
  } finally {
    await sql.end();
  }
}
