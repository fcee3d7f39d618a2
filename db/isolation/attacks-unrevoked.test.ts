import { afterAll, beforeAll } from "bun:test";
import { testAttacks } from "./attack-tests.ts";
import { attacks } from "./attacks.ts";
import { type Attacker, type Harness, openHarness } from "./harness.ts";
import { createObservers } from "./session-state.ts";

// The same attacks on a database whose administrator was no superuser, so that tenantry_app may call every function. What the
// list of functions refused elsewhere succeeds here, and still leads to no foreign row and leaves nothing behind.

let harness: Harness;
let attacker: Attacker;

beforeAll(async () => {
  harness = await openHarness("managed");
  await createObservers(harness.admin);
  attacker = harness.newAttacker();
});
afterAll(async () => {
  await attacker.close();
  await harness.close();
});

testAttacks(
  () => ({ harness, attacker }),
  attacks.map((attack) => [attack, attack.unrevoked ?? attack.outcome]),
);
