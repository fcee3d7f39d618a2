import { afterAll, beforeAll, expect, test } from "bun:test";
import { auditGuards } from "#db/audit/audit-guards.ts";
import { testSealSecret, throughPgBouncer } from "#db/testing/database.ts";
import { type Harness, openHarness } from "./harness.ts";
import { attackTwice, readFunctions, restoreLocks } from "./proof.ts";
import { sessionLocks } from "./session-locks.ts";
import { tableLocks } from "./table-locks.ts";
import { textLocks } from "./text-locks.ts";
import { transactionLocks } from "./transaction-locks.ts";

// Every lock between a tenant's SQL and another tenant's rows, one at a time. The locks in front of the transaction
// (host, session, membership, permission) are app/tenancy/locks.test.ts.

let harness: Harness;
let functions: string[];
beforeAll(async () => {
  // The list of functions would stop most of these attacks before the lock in question.
  harness = await openHarness("managed");
  functions = await readFunctions(harness.admin);
});
afterAll(() => harness.close());

for (const proof of [...tableLocks, ...sessionLocks, ...transactionLocks, ...textLocks]) {
  const isSkipped = throughPgBouncer && proof.onNamedStatement === true;
  test.skipIf(isSkipped)(`${proof.lock} alone stops ${proof.attack}`, async () => {
    try {
      const { withLock, withoutLock } = await attackTwice(harness, proof);
      expectOutcome(withLock, proof.stopped);
      expectOutcome(withoutLock, proof.succeeded);
    } finally {
      await restoreLocks(harness, functions);
    }
    expect(await auditGuards(harness.db.owner, testSealSecret)).toEqual([]);
    expect(await readFunctions(harness.admin)).toEqual(functions);
  });
}

function expectOutcome(outcome: unknown, expected: unknown): void {
  if (expected instanceof RegExp) expect(String(outcome)).toMatch(expected);
  else expect(outcome).toEqual(expected);
}
