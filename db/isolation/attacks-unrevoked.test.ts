import { afterAll, beforeAll, expect, test } from "bun:test";
import { sealTenantKey } from "#db/tenant/guard.ts";
import { testSealSecret } from "#db/testing/database.ts";
import { testAttacks } from "./attack-tests.ts";
import { attacks } from "./attacks.ts";
import {
  type Attacker,
  type Harness,
  openHarness,
  rowsOf,
  textCheckOff,
  transactionWithout,
} from "./harness.ts";
import { createObservers } from "./session-state.ts";

// The same attacks on a database whose administrator was no superuser, so that tenantry_app may call every function. What the
// list of functions refused elsewhere succeeds here, and still leads to no foreign row and leaves nothing behind.

let harness: Harness;
let attacker: Attacker;

beforeAll(async () => {
  harness = await openHarness("managed");
  await createObservers(harness.admin);
  attacker = harness.newAttacker(await transactionWithout(textCheckOff));
});
afterAll(async () => {
  await attacker.close();
  await harness.close();
});

testAttacks(
  () => ({ harness, attacker }),
  attacks.map((attack) => [attack, attack.unrevoked ?? attack.outcome]),
);

test("no session shows a tenant's key in the text of its queries", async () => {
  const texts = JSON.stringify(await attacker.acme((tx) => rowsOf(tx, "select query from pg_stat_activity")));
  for (const { id } of [harness.db.acme, harness.db.globex])
    expect(texts).not.toContain(sealTenantKey(testSealSecret, id));
});
