import postgres from "postgres";
import { createTestDatabase } from "#db/testing/database.ts";
import { startThrowawayPostgres } from "#scripts/local/postgres/postgres.ts";
const server = await startThrowawayPostgres({ binDir: process.argv[2] });
process.env.TEST_DATABASE_ADMIN_URL = server.adminUrl;
const db = await createTestDatabase();
const c = postgres(db.url("tenantry_app"), { max: 1, fetch_types: false });
await c.unsafe("set statement_timeout = '500ms'");
for (const n of [500, 1000, 2000]) {
  const doc = `<r>${"<a/>".repeat(n)}</r>`;
  const a = performance.now();
  const r = await c.unsafe(`select * from xmltable('/r/a[count(/r/a[count(/r/a) > 0]) > 0]' passing ('${doc}'::xml) columns name text path '.')`).then((x) => x.length, (e) => e.message);
  console.log("xmltable", n, Math.round(performance.now() - a), r);
}
await c.end(); await db.close(); await server.stop();
