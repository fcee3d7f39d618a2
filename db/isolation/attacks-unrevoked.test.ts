import { expect, test } from "bun:test";
import { sealTenantKey } from "#db/tenant/guard.ts";
import { testSealSecret } from "#db/testing/database.ts";
import { openStage, testAttacks } from "./attack-tests.ts";
import { attacks } from "./attacks.ts";
import { rowsOf } from "./harness.ts";

// The same attacks on a database whose administrator was no superuser, so that tenantry_app may call every function. What the
// list of functions refused elsewhere succeeds here, and still leads to no foreign row and leaves nothing behind.

const stage = openStage("managed");

testAttacks(
  stage,
  attacks.map((attack) => [attack, attack.unrevoked ?? attack.outcome]),
);

test("no session shows a tenant's key in the text of its queries", async () => {
  const { attacker, harness } = stage();
  const texts = JSON.stringify(await attacker.acme((tx) => rowsOf(tx, "select query from pg_stat_activity")));
  for (const { id } of [harness.db.acme, harness.db.globex])
    expect(texts).not.toContain(sealTenantKey(testSealSecret, id));
});
