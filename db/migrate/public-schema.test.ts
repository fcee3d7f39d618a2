import { afterAll, beforeAll, expect, test } from "bun:test";
import postgres from "postgres";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import { openHoldUp } from "#db/testing/hold-up.ts";
import { type Migration, readMigrations } from "./migration-files.ts";
import { migratePublic } from "./public-schema.ts";

// Statements outside a transaction, in the shared schema.

let db: TestDatabase;
let admin: postgres.Sql;
const files = readMigrations("public");
beforeAll(async () => {
  db = await createTestDatabase();
  admin = postgres(db.url("admin"), { max: 1, fetch_types: false });
});
afterAll(async () => {
  await admin.end();
  await db.close();
});

test("a long transaction that holds up a build is named, and nothing is left", async () => {
  addFile("create index concurrently tenants_anew on public.tenants (name)");
  const holder = await openHoldUp(db.url("admin"), "select", "repeatable read");
  const failure = await migratePublic(db.owner, files, "50ms", { patience: 300 }).catch((error) => error);
  expect(failure).toMatchObject({ code: "migration-failed" });
  expect(failure.message).toContain(`pid ${holder.pid} (postgres`);
  await holder.end();
  expect(await listIndexes()).toEqual([]);
});

test("an index that an interrupted attempt left is built again, and one that is done is kept", async () => {
  await admin`create index tenants_anew on public.tenants (name)`;
  await admin`update pg_index set indisvalid = false where indexrelid = 'public.tenants_anew'::regclass`;
  expect(await migratePublic(db.owner, files, "2s")).toEqual(["extra"]);
  expect(await listIndexes()).toEqual([true]);
  await admin`delete from public._migrations where version = ${files.length}`;
  expect(await migratePublic(db.owner, files, "2s")).toEqual(["extra"]);
});

test("an index that was dropped but not recorded stops nothing", async () => {
  addFile("drop index concurrently public.tenants_anew");
  await admin`drop index public.tenants_anew`;
  expect(await migratePublic(db.owner, files, "2s")).toEqual(["extra"]);
});

function addFile(sql: string): void {
  const version = files.length + 1;
  const file: Migration = {
    version,
    name: "extra",
    file: "extra.sql",
    scope: "public",
    sql,
    checksum: "x",
    transaction: false,
  };
  files.push(file);
}

async function listIndexes(): Promise<boolean[]> {
  const rows = await admin<{ valid: boolean }[]>`
    select i.indisvalid as valid from pg_index i join pg_class c on c.oid = i.indexrelid where c.relname = 'tenants_anew'`;
  return rows.map(({ valid }) => valid);
}
