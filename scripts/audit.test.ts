import { afterAll, beforeAll, expect, test } from "bun:test";
import { join } from "node:path";
import { createTestDatabase, type TestDatabase, testSealSecret } from "#db/testing/database.ts";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

test("audit exits with 0 when every guard is in place, otherwise with 3 and names the table", async () => {
  const { code: whole, out: text } = run();
  expect(whole).toBe(0);
  expect(text.split("\n")).toEqual([
    "Every guard is in place.",
    expect.stringMatching(/^warning: tenantry_app.*has no connection limit/),
    expect.stringMatching(/^warning: tenantry_web.*has no connection limit/),
    "",
  ]);
  await db.owner`alter table tenant_acme.users no force row level security`;
  const { code, out } = run("--json");
  expect(code).toBe(3);
  expect(JSON.parse(out)).toMatchObject([
    { where: "tenant_acme.users" },
    { isWarning: true },
    { isWarning: true },
  ]);
});

function run(option?: string) {
  const args = ["--no-env-file", join(import.meta.dir, "audit.ts"), ...(option ? [option] : [])];
  const env = { DATABASE_OWNER_URL: db.url("tenantry_owner"), TENANT_SEAL_SECRET: testSealSecret };
  const child = Bun.spawnSync([process.execPath, ...args], {
    env: { PATH: process.env.PATH ?? "", ...env },
  });
  return { code: child.exitCode, out: child.stdout.toString(), err: child.stderr.toString() };
}
