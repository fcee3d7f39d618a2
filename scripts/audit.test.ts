import { afterAll, beforeAll, expect, test } from "bun:test";
import { join } from "node:path";
import { createTestDatabase, type TestDatabase, testSealSecret } from "#db/testing/database.ts";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

test("audit exits with 0 when all is well, and with 3 and the place when a lock was taken off", async () => {
  expect(run()).toMatchObject({ code: 0, out: "Every guard is in place.\n" });
  await db.owner`alter table tenant_acme.users no force row level security`;
  const { code, out } = run("--json");
  expect(code).toBe(3);
  expect(JSON.parse(out)).toMatchObject([{ where: "tenant_acme.users" }]);
});

test("audit under another secret says so, instead of blaming every guard", () => {
  const { code, err } = run("--json", { TENANT_SEAL_SECRET: "another-secret-of-more-than-32-characters" });
  expect(code).toBe(3);
  expect(err).toContain("TENANT_SEAL_SECRET is not the one");
});

function run(option?: string, changes: Record<string, string> = {}) {
  const args = ["--no-env-file", join(import.meta.dir, "audit.ts"), ...(option ? [option] : [])];
  const env = { DATABASE_OWNER_URL: db.url("tenantry_owner"), TENANT_SEAL_SECRET: testSealSecret };
  const child = Bun.spawnSync([process.execPath, ...args], {
    env: { PATH: process.env.PATH ?? "", ...env, ...changes },
  });
  return { code: child.exitCode, out: child.stdout.toString(), err: child.stderr.toString() };
}
