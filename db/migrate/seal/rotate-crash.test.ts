import { afterAll, beforeAll, expect, test } from "bun:test";
import { join } from "node:path";
import { auditGuards } from "#db/audit/audit-guards.ts";
import { provisionTenant } from "#db/directory/provision.ts";
import { sealTenantKey } from "#db/tenant/guard.ts";
import type { Tenant } from "#db/tenant/tenant.ts";
import { createTestDatabase, type TestDatabase, testSealSecret } from "#db/testing/database.ts";
import { abortRotation, beginRotation, finishRotation } from "./rotate.ts";

// A rotation is killed at a moment of chance. Every tenant must then open with each secret in force, and the next run must
// finish what is left.

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
  for (const { schema } of tenants) await asKeeper(schema);
});
afterAll(() => db.close());

test(
  `killed ${rounds} times at any moment, no tenant is ever closed to a secret in force`,
  async () => {
    let midway = 0;
    for (let round = 0; round < rounds; round++) {
      await killed("begin", both);
      expect(await countOpen(old)).toBe(tenants.length);
      const begun = await countOpen(fresh);
      if (begun > 0 && begun < tenants.length) midway += 1;
      await beginRotation({ ownerUrl: db.url("tenantry_owner"), sealSecret: both });
      expect([await countOpen(old), await countOpen(fresh)]).toEqual([tenants.length, tenants.length]);
      expect(await auditGuards(db.owner, both)).toEqual([]);

      await killed("finish", fresh);
      expect(await countOpen(fresh)).toBe(tenants.length);
      const left = await countOpen(old);
      if (left > 0 && left < tenants.length) {
        midway += 1;
        expect((await auditGuards(db.owner, fresh)).length).toBe(left);
      }
      await finishRotation({ ownerUrl: db.url("tenantry_owner"), sealSecret: fresh }).catch(isOver);
      expect([await countOpen(old), await countOpen(fresh)]).toEqual([0, tenants.length]);
      expect(await auditGuards(db.owner, fresh)).toEqual([]);
      await takeBack();
    }
    // Otherwise the killing came too early or too late to prove anything.
    expect(midway).toBeGreaterThan(0);
  },
  rounds * 8000,
);

async function killed(phase: "begin" | "finish", sealSecret: string): Promise<void> {
  const program = join(import.meta.dir, "../../testing/rekey-once.ts");
  const child = Bun.spawn(
    [process.execPath, "--no-env-file", program, phase, db.url("tenantry_owner"), sealSecret],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  await hasSaid(child.stdout, 1 + Math.floor(Math.random() * (tenants.length - 2)));
  child.kill("SIGKILL");
  await child.exited;
  // Its sessions end when the server notices; what they had committed stays.
  for (let waited = 0; waited < 5000 && (await countSessions()) > 0; waited += 10) await Bun.sleep(10);
}

/** Waits for so many lines, or for the end. */
async function hasSaid(stream: ReadableStream<Uint8Array>, lines: number): Promise<void> {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let said = 0;
  for (let part = await reader.read(); !part.done && said < lines; part = await reader.read()) {
    said += decoder.decode(part.value).split("\n").length - 1;
    if (said >= lines) return;
  }
}

async function countSessions(): Promise<number> {
  const rows = await db.owner`select from pg_stat_activity
    where datname = current_database() and application_name like 'tenantry%' and pid <> pg_backend_pid()`;
  return rows.length;
}

/** How many tenants this secret opens. */
async function countOpen(sealSecret: string): Promise<number> {
  let open = 0;
  for (const { id, schema } of tenants) {
    const key = sealTenantKey(sealSecret, id);
    const rows = await db.owner.begin(async (tx) => {
      await tx`select app.enter_tenant(${schema}, ${id}, ${key}, 'count')`;
      return await tx`select from settings where key = 'kept'`;
    });
    open += rows.length;
  }
  return open;
}

/** A row that is seen by whoever opens the tenant. */
async function asKeeper(schema: string): Promise<void> {
  const id = tenants.find((tenant) => tenant.schema === schema)?.id ?? "";
  await db.owner.begin(async (tx) => {
    await tx`select app.enter_tenant(${schema}, ${id}, ${sealTenantKey(old, id)}, 'keep')`;
    await tx`insert into settings (key, value, updated_at) values ('kept', '1', now())`;
  });
}

/** The killed run had come to its end. */
function isOver(error: Error): void {
  expect(error.message).toContain("No rotation is under way");
}

async function takeBack(): Promise<void> {
  const ownerUrl = db.url("tenantry_owner");
  await beginRotation({ ownerUrl, sealSecret: `${fresh} ${old}` });
  await finishRotation({ ownerUrl, sealSecret: old });
  await expect(abortRotation({ ownerUrl, sealSecret: old })).rejects.toThrow("No rotation is under way");
}
