import { afterAll, beforeAll, expect, test } from "bun:test";
import { sql } from "kysely";
import { mirrorMembers } from "#db/mirror/mirror.ts";
import { createTestDatabase, type TestDatabase, testSealSecret } from "#db/testing/database.ts";
import { person } from "#db/testing/people.ts";
import { statement } from "./statement.ts";
import { inTenant, type TenantReader } from "./transaction.ts";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase("managed");
  const operator = { sql: db.owner, sealSecret: testSealSecret };
  await mirrorMembers(operator, db.acme, [person("ada"), person("bob")]);
  await mirrorMembers(operator, db.globex, [person("ada"), person("gil")]);
});
afterAll(() => db.close());

type Input = { id: string; most: number };

test("a statement is built once, and each call binds its own values in its own tenant", async () => {
  let built = 0;
  const named = statement((read, { id, most }: Input) => {
    built += 1;
    return read.selectFrom("users").select("id").where("id", ">=", id).orderBy("id").limit(most);
  });
  const ask = (tenant: "acme" | "globex", input: Input) =>
    read(tenant, async (tx) => (await named(tx, input)).map((row) => row.id));
  const answers = await Promise.all([
    ask("acme", { id: "a", most: 5 }),
    ask("globex", { id: "a", most: 5 }),
    ask("acme", { id: "b", most: 5 }),
    ask("acme", { id: "a", most: 1 }),
  ]);
  expect(answers).toEqual([["ada", "bob"], ["ada", "gil"], ["bob"], ["ada"]]);
  expect(built).toBe(1);
});

test("a value is bound, never part of the text", async () => {
  const echo = statement((read, { id }: { id: string }) =>
    read.selectNoFrom(sql<string>`${id}::text`.as("said")),
  );
  const hostile = "'; drop table users; --";
  expect(await read("acme", (tx) => echo(tx, { id: hostile }))).toEqual([{ said: hostile }]);
});

test("a statement that reads a value while it is built is refused", async () => {
  const looking = statement((read, { id }: { id: string }) =>
    read.selectFrom("users").select("id").where("id", "=", `${id}!`),
  );
  await expect(read("acme", (tx) => looking(tx, { id: "ada" }))).rejects.toThrow(
    "Bind id instead of reading it",
  );
});

test("a statement run with an expired handle is refused, like any query", async () => {
  const all = statement((read, _: object) => read.selectFrom("users").select("id"));
  let kept: TenantReader | undefined;
  await read("acme", async (tx) => {
    kept = tx;
    return await all(tx, {});
  });
  await expect(all(kept as TenantReader, {})).rejects.toThrow("has ended");
});

test("texts that are not registered leave no statement on the session, however many", async () => {
  const one = db.openPool("tenantry_app", { size: 1, applicationName: "unnamed" });
  const options = { pool: one, sealSecret: testSealSecret, readOnly: true, label: "test" };
  const all = statement((read, { id }: { id: string }) =>
    read.selectFrom("users").select("id").where("id", "=", id),
  );
  await inTenant(db.acme, options, async (tx) => {
    for (let number = 0; number < 500; number++)
      await sql
        .raw(`select ${number} where $1 = '${number}'`)
        .execute(tx)
        .catch(() => {});
    await all(tx, { id: "ada" }).catch(() => {});
  }).catch(() => {});
  for (let run = 0; run < 3; run++) await inTenant(db.globex, options, (tx) => all(tx, { id: "ada" }));
  const statements = await one.use((client) =>
    client.unsafe<{ statement: string }[]>("select statement from pg_prepared_statements", []),
  );
  await one.close();
  const texts = statements.map((row) => row.statement);
  expect(texts.filter((text) => /^\/\* tenant_globex \*\/ select "id"/.test(text))).toHaveLength(1);
  expect(texts.length).toBeLessThan(5);
});

function read<T>(tenant: "acme" | "globex", fn: (tx: TenantReader) => Promise<T>): Promise<T> {
  const options = { pool: db.appPool, sealSecret: testSealSecret, readOnly: true, label: "test" };
  return inTenant(db[tenant], options, fn);
}
