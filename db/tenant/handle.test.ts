import { afterAll, beforeAll, expect, test } from "bun:test";
import { type Kysely, sql } from "kysely";
import { createTestDatabase, type TestDatabase, testSealSecret } from "#db/testing/database.ts";
import type { TenantTables } from "#db/types.ts";
import { createPool, type Pool } from "./pool.ts";
import type { Tenant } from "./tenant.ts";
import { inTenant, type TenantReader, type TenantTransaction } from "./transaction.ts";

// A handle at run time: whose it is, how long it lives, and that Kysely's own ways out of it, which its type leaves out
// (tenant-transaction.types.ts), lead to no other tenant and leave nothing on the session.

let db: TestDatabase;
let one: Pool;
let two: Pool;

beforeAll(async () => {
  db = await createTestDatabase();
  one = createPool({ url: db.url("tenantry_app"), size: 1, applicationName: "handles" });
  two = createPool({ url: db.url("tenantry_app"), size: 2, applicationName: "two handles" });
  for (const tenant of [db.acme, db.globex]) await write(tenant, (tx) => addSetting(tx, tenant.slug));
});
afterAll(async () => {
  await Promise.all([one.close(), two.close()]);
  await db.close();
});

test("a reader kept beyond its callback is dead, and so is what was made from it", async () => {
  const kept: (() => Promise<unknown>)[] = [];
  await read(db.acme, async (tx) => {
    const query = tx.selectFrom("settings").select("key");
    kept.push(
      () => listSettings(tx),
      () => query.execute(),
      () => sql`select 1`.execute(tx),
      () => wide(tx).withoutPlugins().selectFrom("settings").select("key").execute(),
    );
    await wide(tx)
      .connection()
      .execute(async (same) => void kept.push(() => same.selectFrom("settings").select("key").execute()));
  });
  for (const use of kept) await expect(use()).rejects.toMatchObject({ code: "transaction-over" });
});

test("a writer kept beyond its callback is dead, also while the next tenant has the connection", async () => {
  let kept: TenantTransaction | undefined;
  await write(db.acme, async (tx) => {
    kept = tx;
  });
  await write(db.globex, async (tx) => {
    const late = addSetting(kept as TenantTransaction, "late");
    await expect(late).rejects.toMatchObject({ code: "transaction-over" });
    expect(await listSettings(tx)).toEqual(["globex"]);
  });
  await expect(addSetting(kept as TenantTransaction, "late")).rejects.toMatchObject({
    code: "transaction-over",
  });
  expect(await read(db.acme, listSettings)).toEqual(["acme"]);
});

test("a handle of acme's inside globex's callback is still acme's", async () => {
  const options = { pool: two, sealSecret: testSealSecret, readOnly: false, label: "test" } as const;
  const seen = await inTenant(db.acme, options, (acme) =>
    inTenant(db.globex, options, async (globex) => [
      await listSettings(acme),
      await listSettings(globex),
      await listSettings(acme),
    ]),
  );
  expect(seen).toEqual([["acme"], ["globex"], ["acme"]]);
});

test("there is no transaction inside a transaction, begun by Kysely or by hand", async () => {
  const beginnings: ((tx: Kysely<TenantTables>) => Promise<unknown>)[] = [
    (tx) => tx.transaction().execute(async () => {}),
    (tx) => tx.startTransaction().execute(),
  ];
  for (const begin of beginnings) {
    await expect(write(db.acme, (tx) => begin(wide(tx)))).rejects.toThrow("cannot begin another transaction");
    expect(await lookAtGlobex()).toEqual(untouched());
  }
});

/** What each way out gives inside acme's transaction: rows, or the refusal. */
const waysOut: [string, (tx: Kysely<TenantTables>) => Promise<unknown>, unknown][] = [
  ["withSchema(globex) and a select", (tx) => keysIn(tx.withSchema("tenant_globex")), []],
  [
    "withSchema(globex) and an update",
    (tx) =>
      tx.withSchema("tenant_globex").updateTable("settings").set({ key: "x" }).returning("key").execute(),
    [],
  ],
  [
    "withSchema(globex) and an insert",
    (tx) => tx.withSchema("tenant_globex").insertInto("settings").values(setting("x")).execute(),
    /row-level security/,
  ],
  ["withoutPlugins()", (tx) => keysIn(tx.withoutPlugins()), [{ key: "acme" }]],
  ["$pickTables()", (tx) => keysIn(tx.$pickTables<keyof TenantTables>()), [{ key: "acme" }]],
  ["connection()", (tx) => tx.connection().execute(keysIn), [{ key: "acme" }]],
  ["connection() and COMMIT", (tx) => tx.connection().execute((c) => sql`commit`.execute(c)), /not a query/],
  [
    "destroy(), and a query after it",
    (tx) =>
      keysIn(tx)
        .then(() => tx.destroy())
        .then(() => keysIn(tx)),
    [{ key: "acme" }],
  ],
  ["schema.createTable()", (tx) => tx.schema.createTable("mine").execute(), /not a query/],
  ["schema.createSchema()", (tx) => tx.schema.createSchema("tenant_mine").execute(), /not a query/],
  ["sql.raw with two statements", (tx) => sql.raw("select 1; commit").execute(tx), /multiple commands/],
  ["sql.raw with a setting", (tx) => sql.raw("set search_path = tenant_globex").execute(tx), /not a query/],
  ["streaming", (tx) => tx.selectFrom("settings").select("key").stream().next(), /Streaming is not supported/],
];
for (const [way, walk, outcome] of waysOut) {
  test(`a way out that leads nowhere: ${way}`, async () => {
    const result = await write(db.acme, (tx) => walk(wide(tx))).catch((error: Error) => error.message);
    if (outcome instanceof RegExp) expect(result).toMatch(outcome);
    else expect(result).toEqual(outcome);
    expect(await lookAtGlobex()).toEqual(untouched());
    expect(await read(db.acme, listSettings)).toEqual(["acme"]);
    expect(one.state).toEqual({ busy: 0, open: 1, waiting: 0 });
  });
}

function read<T>(tenant: Tenant, fn: (tx: TenantReader) => Promise<T>): Promise<T> {
  return inTenant(tenant, { pool: one, sealSecret: testSealSecret, readOnly: true, label: "test" }, fn);
}

function write<T>(tenant: Tenant, fn: (tx: TenantTransaction) => Promise<T>): Promise<T> {
  return inTenant(tenant, { pool: one, sealSecret: testSealSecret, readOnly: false, label: "test" }, fn);
}

/** All that the object can do at run time, and not only what its type says. */
function wide(tx: TenantReader): Kysely<TenantTables> {
  return tx as unknown as Kysely<TenantTables>;
}

function keysIn(tx: Kysely<TenantTables>) {
  return tx.selectFrom("settings").select("key").execute();
}

async function listSettings(tx: TenantReader): Promise<string[]> {
  const rows = await tx.selectFrom("settings").select("key").orderBy("key").execute();
  return rows.map(({ key }) => key);
}

async function addSetting(tx: TenantTransaction, key: string): Promise<void> {
  await tx.insertInto("settings").values(setting(key)).execute();
}

function setting(key: string) {
  return { key, value: "1", updated_at: new Date() };
}

/** On the connection that acme had before; one that was given up is replaced, which is as good. */
function lookAtGlobex() {
  return write(db.globex, async (tx) => {
    const { rows } = await sql<Record<string, unknown>>`
      select current_setting('search_path') as path, current_setting('app.tenant_id') as id,
        (select count(*)::int from pg_prepared_statements where from_sql) as statements,
        (select count(*)::int from pg_cursors where name <> '') as cursors`.execute(tx);
    return { ...rows[0], settings: await listSettings(tx) };
  });
}

function untouched() {
  const path = `${db.globex.schema}, pg_temp`;
  return { path, id: db.globex.id, statements: 0, cursors: 0, settings: ["globex"] };
}
