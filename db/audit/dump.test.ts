import { afterAll, beforeAll, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createTestDatabase, type TestDatabase } from "../testing/database.ts";

// The embedded server has no pg_dump; Debian's has.
const program = join(process.env.POSTGRES_BIN_DIR ?? "/none", "pg_dump");

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

test.skipIf(!existsSync(program))(
  "tenantry_backup dumps a tenant's schema with the functions that it keeps",
  () => {
    const url = db.url("tenantry_backup");
    const { exitCode, stdout, stderr } = Bun.spawnSync([program, "--schema", db.acme.schema, url]);
    expect([exitCode, stderr.toString()]).toEqual([0, ""]);
    expect(stdout.toString()).toContain("CREATE TABLE tenant_acme.projects");
    expect(stdout.toString()).toContain("COPY tenant_acme._migrations");
  },
);
