import { afterAll, beforeAll, expect, test } from "bun:test";
import { sql } from "kysely";
import { createTestDatabase, type TestDatabase, testSealSecret } from "#db/testing/database.ts";
import type { Pool } from "./pool.ts";
import { inTenant } from "./transaction.ts";

let db: TestDatabase;
let pool: Pool;
beforeAll(async () => {
  db = await createTestDatabase();
  pool = db.openPool("tenantry_app", { size: 4, applicationName: "aborted" });
});
afterAll(async () => {
  await pool.close(0);
  await db.close();
});

test("callers of acme who hang up at any moment neither disturb globex nor keep a connection", async () => {
  const failures: string[] = [];
  const acme = Array.from({ length: 150 }, (_, index) => {
    const caller = new AbortController();
    setTimeout(() => caller.abort(new Error("gone")), (index * 7) % 23);
    return visit(caller.signal).catch(() => {});
  });
  const globex = Array.from({ length: 150 }, async () => {
    await Bun.sleep(Math.random() * 40);
    await inTenant(db.globex, options(undefined), (tx) => sql`select 1`.execute(tx)).catch((error) =>
      failures.push(String(error)),
    );
  });
  await Promise.all([...acme, ...globex]);
  expect(failures).toEqual([]);
  expect(pool.state).toMatchObject({ busy: 0, waiting: 0 });
}, 20_000);

/** As a dashboard does: several queries at once, one of them slow. */
function visit(signal: AbortSignal) {
  return inTenant(db.acme, options(signal), (tx) =>
    Promise.all([
      tx.selectFrom("projects").select("id").execute(),
      sql`select pg_sleep(0.02)`.execute(tx),
      tx.selectFrom("users").select("id").execute(),
    ]),
  );
}

function options(signal: AbortSignal | undefined) {
  return { pool, sealSecret: testSealSecret, readOnly: true, label: "aborts", signal };
}
