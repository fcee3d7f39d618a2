import { afterAll, beforeAll, expect, test } from "bun:test";
import { listProjects } from "#db/queries/project-list.ts";
import { attacks, unsent } from "./attacks.ts";
import { type Attacker, type Harness, listSettings, openHarness, rowsOf } from "./harness.ts";

// What the check of a statement's text refuses before anything is sent. What the database itself stops is attacks.test.ts.

let harness: Harness;
let attacker: Attacker;

beforeAll(async () => {
  harness = await openHarness();
  attacker = harness.newAttacker();
});
afterAll(async () => {
  await attacker.close();
  await harness.close();
});

for (const text of unsent) {
  for (const readOnly of [false, true]) {
    test(`not sent for a ${readOnly ? "reader" : "writer"}: ${text}`, async () => {
      const sending = attacker.acme((tx) => rowsOf(tx, text.replaceAll("#", harness.db.globex.id)), readOnly);
      await expect(sending).rejects.toMatchObject({
        code: "not-a-query",
        message: expect.stringContaining("may not contain"),
      });
    });
  }
}

test("no attack that names another tenant's schema is sent", async () => {
  const named = attacks.filter(({ name }) => /tenant_globex/i.test(name));
  expect(named.length).toBeGreaterThan(10);
  for (const { run } of named) {
    const sending = attacker.acme((tx) => run(tx as never, harness.db.globex.id));
    await expect(sending).rejects.toMatchObject({ code: "not-a-query" });
  }
});

test("a refused statement costs its sender the session, and others nothing", async () => {
  const careless = attacker.acme(async (tx) => {
    await rowsOf(tx, unsent[0] ?? "").catch(() => {});
    return await listSettings(tx);
  });
  await expect(careless).rejects.toMatchObject({ code: "not-a-query" });
  expect(await attacker.acme(listSettings)).toEqual(["acme"]);
  expect((await attacker.globex(listProjects)).map(({ name }) => name)).toEqual(["globex secret"]);
});
