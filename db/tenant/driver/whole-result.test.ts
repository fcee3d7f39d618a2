import { afterAll, beforeAll, expect, test } from "bun:test";
import { sql } from "kysely";
import { connectAsOwner } from "#db/migrate/owner.ts";
import { createTestDatabase, type TestDatabase, testSealSecret } from "#db/testing/database.ts";
import type { Client, Pool } from "../pool.ts";
import { inTenant } from "../transaction.ts";

let db: TestDatabase;
let one: Pool;
beforeAll(async () => {
  db = await createTestDatabase("managed");
  one = db.openPool("tenantry_app", { size: 1, applicationName: "whole" });
});
afterAll(async () => {
  await one.close();
  await db.close();
});

const failing = "select 1 / (4 - n) as n from generate_series(1, 9) as n";
const three = "select n from generate_series(1, 3) as n";
const whole = [{ n: 1 }, { n: 2 }, { n: 3 }];

test("after a statement that returned rows and then failed, the session's next result is whole", async () => {
  for (const prepare of [true, false]) {
    await one.use(async (client) => {
      await expect(client.unsafe(failing, [], { prepare })).rejects.toThrow("division by zero");
      expect([...(await client.unsafe<{ n: number }[]>(three, [], { prepare }))]).toEqual(whole);
    });
  }
});

test("a caller who lets it fail leaves nothing to the next one, within a tenant or outside", async () => {
  const options = { pool: one, sealSecret: testSealSecret, readOnly: true, label: "test" };
  await expect(one.use((client) => client.unsafe(failing).execute())).rejects.toThrow();
  const read = () => inTenant(db.acme, options, async (tx) => (await sql.raw(three).execute(tx)).rows);
  expect(await read()).toEqual(whole);
  await expect(inTenant(db.acme, options, (tx) => sql.raw(failing).execute(tx))).rejects.toThrow();
  expect(await one.use<unknown>((client) => client.unsafe(three).execute())).toEqual(whole);
});

test("queries sent together each get their own rows", async () => {
  const texts = [failing, three, failing, three];
  const ask = (client: Client) =>
    Promise.all(
      texts.map((text) =>
        client.unsafe(text).then(
          (rows) => [...rows],
          () => "failed",
        ),
      ),
    );
  expect(await one.use<unknown>(ask)).toEqual(["failed", whole, "failed", whole]);
});

test("the owner's results are whole too, one by one and several in a message", async () => {
  const owner = connectAsOwner(db.url("tenantry_owner"), "whole");
  await expect(owner`select 1 / (4 - n) as n from generate_series(1, 9) as n`).rejects.toThrow();
  expect([...(await owner`select n from generate_series(1, 3) as n`)]).toEqual(whole);
  await expect(owner.unsafe(failing)).rejects.toThrow();
  const [first, second] = await owner.unsafe(`${three}; ${three}`);
  expect([[...(first ?? [])], [...(second ?? [])]]).toEqual([whole, whole]);
  await owner.end();
});
