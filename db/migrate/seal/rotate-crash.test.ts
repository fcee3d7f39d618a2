import { afterAll, beforeAll, expect, test } from "bun:test";
import { auditGuards } from "#db/audit/audit-guards.ts";
import { provisionTenant } from "#db/directory/provision.ts";
import { killMidway } from "#db/migrate/testing/kill-midway.ts";
import { sealTenantKey } from "#db/tenant/guard.ts";
import type { Tenant } from "#db/tenant/tenant.ts";
import { createTestDatabase, type TestDatabase, testSealSecret } from "#db/testing/database.ts";
import { abortRotation, beginRotation, finishRotation } from "./rotate.ts";

// A rotation is killed at a random point. Every tenant must then open with each secret in force, and the next run must
// finish the rest.

const rounds = process.env.SOAK ? 200 : 8;
const old = testSealSecret;
const fresh = "a-new-seal-secret-that-takes-the-place-of-the-first";
const both = `${old} ${fresh}`;
let db: TestDatabase;
const tenants: Tenant[] = [];
beforeAll(async () => {
  db = await createTestDatabase();
  tenants.push(db.acme, db.globex);
  for (let number = 1; number <= 12; number++) {
    const slug = `k${number}`;
    tenants.push(await provisionTenant(db.owner, old, { clerkOrgId: `org_${slug}`, name: slug, slug }));
  }
});
afterAll(() => db.close());

test(
  `killed ${rounds} times at random points, every tenant opens with every secret in force`,
  async () => {
    let midway = 0;
    for (let round = 0; round < rounds; round++) {
      await kill("begin", both);
      expect(await countOpen(old)).toBe(tenants.length);
      const begun = await countOpen(fresh);
      if (begun > 0 && begun < tenants.length) midway += 1;
      await beginRotation({ ownerUrl: db.url("tenantry_owner"), sealSecret: both });
      expect([await countOpen(old), await countOpen(fresh)]).toEqual([tenants.length, tenants.length]);
      expect(await auditGuards(db.owner, both)).toEqual([]);

      await kill("finish", fresh);
      expect(await countOpen(fresh)).toBe(tenants.length);
      const left = await countOpen(old);
      if (left > 0 && left < tenants.length) {
        midway += 1;
        expect((await auditGuards(db.owner, fresh)).length).toBe(left);
      }
      await finishRotation({ ownerUrl: db.url("tenantry_owner"), sealSecret: fresh }).catch(assertFinished);
      expect([await countOpen(old), await countOpen(fresh)]).toEqual([0, tenants.length]);
      expect(await auditGuards(db.owner, fresh)).toEqual([]);
      await rotateBack();
    }
    // Otherwise every kill came too early or too late to prove anything.
    expect(midway).toBeGreaterThan(0);
  },
  rounds * 8000,
);

function kill(phase: "begin" | "finish", sealSecret: string): Promise<void> {
  const args = [phase, db.url("tenantry_owner"), sealSecret];
  const lines = 1 + Math.floor(Math.random() * (tenants.length - 2));
  return killMidway({ program: "rekey-once.ts", args, lines }, db.url("admin"));
}

/** How many tenants this secret opens. */
async function countOpen(sealSecret: string): Promise<number> {
  let open = 0;
  for (const { id, schema } of tenants) {
    const key = sealTenantKey(sealSecret, id);
    const entered = db.owner.begin(
      (tx) => tx`select app.enter_tenant(${schema}, ${id}, null, ${key}, 'count')`,
    );
    open += await entered.then(
      () => 1,
      () => 0,
    );
  }
  return open;
}

/** The killed run had already finished. */
function assertFinished(error: Error): void {
  expect(error.message).toContain("No rotation is under way");
}

async function rotateBack(): Promise<void> {
  const ownerUrl = db.url("tenantry_owner");
  await beginRotation({ ownerUrl, sealSecret: `${fresh} ${old}` });
  await finishRotation({ ownerUrl, sealSecret: old });
  await expect(abortRotation({ ownerUrl, sealSecret: old })).rejects.toThrow("No rotation is under way");
}
