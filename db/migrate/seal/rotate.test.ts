import { afterAll, beforeAll, expect, test } from "bun:test";
import { auditGuards } from "#db/audit/audit-guards.ts";
import { provisionTenant } from "#db/directory/provision.ts";
import { assertDatabaseReady } from "#db/migrate/readiness.ts";
import type { Tenant } from "#db/tenant/tenant.ts";
import { inTenant } from "#db/tenant/transaction.ts";
import { createTestDatabase, type TestDatabase, testSealSecret } from "#db/testing/database.ts";
import { abortRotation, beginRotation, finishRotation, type RekeyOptions } from "./rotate.ts";

const old = testSealSecret;
const fresh = "a-new-seal-secret-that-takes-the-place-of-the-first";
const both = `${old} ${fresh}`;
let db: TestDatabase;
const tenants: Tenant[] = [];
beforeAll(async () => {
  db = await createTestDatabase();
  tenants.push(db.acme, db.globex);
  for (let number = 1; number <= 20; number++) tenants.push(await provision(`t${number}`, old));
});
afterAll(() => db.close());

test("a whole rotation, and not one request is refused: with the old secret, then with the new", async () => {
  const writers = startWriters();
  writers.open(old);
  expect(await begin()).toMatchObject({ planned: 22, done: 22, failed: [] });
  await db.webPool.use((client) => assertDatabaseReady(client, fresh));
  writers.open(fresh);
  await Bun.sleep(50);
  expect(await finish(fresh)).toMatchObject({ planned: 22, done: 22, failed: [] });
  await Bun.sleep(50);
  const { writes, failures } = await writers.stop();
  expect(failures).toEqual([]);
  expect(writes).toBeGreaterThan(22);
  expect(await opens(fresh)).toBe(true);
  expect(await opens(old)).toBe(false);
  await expect(db.webPool.use((client) => assertDatabaseReady(client, old))).rejects.toMatchObject({
    code: "seal-changed",
  });
  expect(await auditGuards(db.owner, fresh)).toEqual([]);
  await rotate(fresh, old);
}, 30_000);

test("in the middle both open, the guard stands before the scan as ever, and the audit wants exactly these two", async () => {
  await begin();
  expect([
    await opens(old),
    await opens(fresh),
    await opens("neither-of-them-but-long-enough-to-be-one"),
  ]).toEqual([true, true, false]);
  expect(await auditGuards(db.owner, both)).toEqual([]);
  expect((await auditGuards(db.owner, old)).length).toBeGreaterThan(0);
  const plan = await db.appPool.use((client) =>
    client.begin(async (tx) => {
      await tx`select app.enter_tenant(${db.acme.schema}, ${db.acme.id}, 'wrong key', 'plan')`;
      return (await tx`explain (analyze, costs off) select 1 from tenant_globex.settings where key >= 'a'`)
        .map((row) => row["QUERY PLAN"])
        .join("\n");
    }),
  );
  expect(plan).toContain("One-Time Filter");
  expect(plan).toMatch(/Scan.*never executed/);
  await abort(old);
});

test("who is provisioned in the middle opens with both, and is closed to the old one with the others", async () => {
  await begin();
  const late = await provision("late", both);
  expect([await opens(old, late), await opens(fresh, late)]).toEqual([true, true]);
  await finish(fresh);
  expect([await opens(old, late), await opens(fresh, late)]).toEqual([false, true]);
  await rotate(fresh, old);
});

test("begun and not wanted: the old secret alone again, and the new one opens nothing", async () => {
  await begin();
  expect(await abort(old)).toMatchObject({ failed: [] });
  expect([await opens(old), await opens(fresh)]).toEqual([true, false]);
  expect(await auditGuards(db.owner, old)).toEqual([]);
});

test("interrupted, it is taken up by the next run; until all accept it, the new secret is not in force", async () => {
  const operator = new AbortController();
  const first = await begin({ concurrency: 1, signal: operator.signal, onTenant: () => operator.abort() });
  expect(first.done).toBe(1);
  expect(await opens(old)).toBe(true);
  await expect(db.webPool.use((client) => assertDatabaseReady(client, fresh))).rejects.toMatchObject({
    code: "seal-changed",
  });
  const second = await begin();
  expect(second.planned).toBe(first.planned - 1);
  await db.webPool.use((client) => assertDatabaseReady(client, fresh));
  await abort(old);
});

test("a tenant whose table is held is tried again, and holds up nobody", async () => {
  const others = Promise.withResolvers<void>();
  const taken = Promise.withResolvers<void>();
  const held = db.owner.begin(async (tx) => {
    await tx`lock table tenant_t5.projects in access share mode`;
    taken.resolve();
    await others.promise;
  });
  await taken.promise;
  const order: string[] = [];
  let planned = 0;
  const result = await begin({
    lockTimeout: "50ms",
    concurrency: 2,
    onPlan: (plan) => {
      planned = plan.planned;
    },
    onTenant: ({ tenant }) => {
      if (order.push(tenant.slug) === planned - 1) others.resolve();
    },
  });
  await held;
  expect(result.failed).toEqual([]);
  expect(order.at(-1)).toBe("t5");
  await abort(old);
});

test("what would shut tenants to a secret in force, or brings a third one, is refused before anything changes", async () => {
  const third = "a-third-secret-that-nobody-has-ever-put-in-force";
  await expect(begin({ sealSecret: old })).rejects.toMatchObject({ code: "rotation" });
  await expect(begin({ sealSecret: `${old} ${old}` })).rejects.toMatchObject({ code: "rotation" });
  await expect(begin({ sealSecret: `${fresh} ${third}` })).rejects.toMatchObject({ code: "rotation" });
  await expect(finish(fresh)).rejects.toMatchObject({ code: "seal-changed" });
  await expect(finish(both)).rejects.toMatchObject({ code: "rotation" });
  await begin();
  await expect(begin({ sealSecret: `${fresh} ${third}` })).rejects.toMatchObject({ code: "rotation" });
  await abort(old);
  expect(await auditGuards(db.owner, old)).toEqual([]);
});

function begin(options: Partial<RekeyOptions> = {}) {
  return beginRotation({ ownerUrl: db.url("tenantry_owner"), sealSecret: both, ...options });
}

function finish(sealSecret: string) {
  return finishRotation({ ownerUrl: db.url("tenantry_owner"), sealSecret });
}

function abort(sealSecret: string) {
  return abortRotation({ ownerUrl: db.url("tenantry_owner"), sealSecret });
}

async function rotate(from: string, to: string): Promise<void> {
  await begin({ sealSecret: `${from} ${to}` });
  await finish(to);
}

function provision(slug: string, sealSecret: string): Promise<Tenant> {
  return provisionTenant(db.owner, sealSecret, { clerkOrgId: `org_${slug}`, name: slug, slug });
}

/** Whether the secret opens the tenant. */
async function opens(sealSecret: string, tenant: Tenant = db.acme): Promise<boolean> {
  return await write(tenant, sealSecret).then(
    () => true,
    () => false,
  );
}

/** Writes and takes back: a guard that does not open refuses the row. */
async function write(tenant: Tenant, sealSecret: string): Promise<void> {
  const takenBack = new Error("taken back");
  const options = { pool: db.appPool, sealSecret, readOnly: false, label: "rekey" } as const;
  await inTenant(tenant, options, async (tx) => {
    await tx.insertInto("settings").values({ key: "probe", value: "1", updated_at: new Date() }).execute();
    throw takenBack;
  }).catch((error) => {
    if (error !== takenBack) throw error;
  });
}

function startWriters() {
  let secret = old;
  let running = true;
  let writes = 0;
  const failures: string[] = [];
  const loops = Array.from({ length: 3 }, async (_, number) => {
    for (let turn = number; running; turn += 3) {
      const tenant = tenants[turn % tenants.length];
      if (tenant) await write(tenant, secret).catch((error) => failures.push(`${tenant.slug}: ${error}`));
      writes += 1;
    }
  });
  return {
    open(next: string) {
      secret = next;
    },
    async stop() {
      running = false;
      await Promise.all(loops);
      return { writes, failures };
    },
  };
}
