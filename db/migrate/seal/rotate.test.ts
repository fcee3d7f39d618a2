import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";
import { auditGuards } from "#db/audit/audit-guards.ts";
import { provisionTenant } from "#db/directory/provision.ts";
import { migrate } from "#db/migrate/migrate.ts";
import { readMigrations } from "#db/migrate/migration-files.ts";
import { withOwner } from "#db/migrate/owner.ts";
import { assertReadyToStart } from "#db/migrate/readiness.ts";
import { repairTenant } from "#db/migrate/repair.ts";
import { buildTenantSchema } from "#db/migrate/tenant-schema.ts";
import type { Tenant } from "#db/tenant/tenant.ts";
import { inTenant } from "#db/tenant/transaction.ts";
import { createTestDatabase, type TestDatabase, testSealSecret } from "#db/testing/database.ts";
import { storeKeyHashes } from "./key-hashes.ts";
import { abortRotation, beginRotation, finishRotation, type RekeyOptions } from "./rotate.ts";
import { holdSeal } from "./seal-check.ts";

const old = testSealSecret;
const fresh = "a-new-seal-secret-that-takes-the-place-of-the-first";
const both = `${old} ${fresh}`;
const neither = "neither-of-them-but-long-enough-to-be-one";
let db: TestDatabase;
let ownerUrl: string;
const tenants: Tenant[] = [];
beforeAll(async () => {
  db = await createTestDatabase();
  ownerUrl = db.url("tenantry_owner");
  tenants.push(db.acme, db.globex);
  for (let number = 1; number <= 10; number++) tenants.push(await provision(`t${number}`, old));
});
afterEach(() => abort(old).catch(() => {}));
afterAll(() => db.close());

test("no request fails during a whole rotation, with the old secret and then with the new one", async () => {
  const writers = startWriters();
  expect(await begin()).toEqual({ tenants: 12, changed: 12 });
  await assertReady(fresh);
  writers.open(fresh);
  await Bun.sleep(50);
  expect(await finish(fresh)).toEqual({ tenants: 12, changed: 12 });
  await Bun.sleep(50);
  const { writes, failures } = await writers.stop();
  expect(failures).toEqual([]);
  expect(writes).toBeGreaterThan(12);
  expect(await opens()).toEqual([false, true]);
  await expect(assertReady(old)).rejects.toMatchObject({ code: "seal-changed" });
  expect(await auditGuards(db.owner, fresh)).toEqual([]);
  await rotateBack();
}, 30_000);

test("during a rotation both secrets open, a third does not, and the audit wants exactly these two", async () => {
  await begin();
  expect(await opens()).toEqual([true, true]);
  expect(await canWrite(db.acme, neither)).toBe(false);
  expect(await auditGuards(db.owner, both)).toEqual([]);
  expect((await auditGuards(db.owner, fresh))[0]).toEqual({
    where: "TENANT_SEAL_SECRET",
    problem: "lacks the other secret of the rotation",
  });
});

test("abort leaves only the old secret", async () => {
  await begin();
  await abort(old);
  expect(await opens()).toEqual([true, false]);
  expect(await auditGuards(db.owner, old)).toEqual([]);
});

test("without a rotation there is nothing to finish or abort", async () => {
  await expect(finish(old)).rejects.toThrow("No rotation is under way");
  await expect(abort(old)).rejects.toThrow("No rotation is under way");
  await expect(finish(fresh)).rejects.toMatchObject({ code: "seal-changed" });
});

test("finish refuses the old secret and abort the new one", async () => {
  await begin();
  await expect(finish(old)).rejects.toThrow("finish keeps the new one");
  await expect(abort(fresh)).rejects.toThrow("abort keeps the old one");
  await expect(finish(both)).rejects.toThrow("must hold only the secret to keep");
  expect(await opens()).toEqual([true, true]);
});

test("a finished rotation is undone by another one, in which the old secret is the new one", async () => {
  await begin();
  await finish(fresh);
  await begin({ sealSecret: `${fresh} ${old}` });
  await expect(abort(old)).rejects.toThrow("abort keeps the old one");
  await finish(old);
  expect(await opens()).toEqual([true, false]);
  expect(await auditGuards(db.owner, old)).toEqual([]);
});

test("a rotation without a secret in force, or with a third one, is refused before anything changes", async () => {
  const third = "a-third-secret-that-nobody-has-ever-put-in-force";
  for (const sealSecret of [old, `${old} ${old}`, `${fresh} ${third}`])
    await expect(begin({ sealSecret })).rejects.toMatchObject({ code: "rotation" });
  await begin();
  await expect(begin({ sealSecret: `${fresh} ${third}` })).rejects.toMatchObject({ code: "rotation" });
  await abort(old);
  expect(await auditGuards(db.owner, old)).toEqual([]);
});

test("an interrupted begin is continued by the next, and the new secret is in force only when all accept it", async () => {
  const interrupted = begin({ batchSize: 4, onBatch: stopAtOnce });
  await expect(interrupted).rejects.toThrow("interrupted");
  await expect(assertReady(fresh)).rejects.toMatchObject({ code: "seal-changed" });
  expect((await begin()).changed).toBe(tenants.length - 4);
  await assertReady(fresh);
});

test("a begin interrupted with one new secret is continued with another", async () => {
  const other = `${old} ${neither}`;
  await begin({ sealSecret: other, batchSize: 4, onBatch: stopAtOnce }).catch(() => {});
  await begin();
  expect(await canWrite(db.acme, neither)).toBe(false);
  expect(await auditGuards(db.owner, both)).toEqual([]);
});

test("tenants that are made while begin runs accept both secrets", async () => {
  const made: Promise<Tenant>[] = [];
  await begin({ batchSize: 1, onBatch: (done) => void made.push(provision(`mid${done}`, both)) });
  const all = await Promise.all(made);
  expect(all.length).toBeGreaterThan(tenants.length);
  for (const tenant of all) expect(await opens(tenant)).toEqual([true, true]);
  expect(await auditGuards(db.owner, both)).toEqual([]);
});

test("a reader of tenants, and a table in use, hold up no rotation", async () => {
  const [ended, reading] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const reader = db.owner.begin(async (tx) => {
    await tx`select from public.tenants`;
    await tx`lock table tenant_t5.projects in access exclusive mode`;
    reading.resolve();
    await ended.promise;
  });
  await reading.promise;
  expect((await begin()).changed).toBeGreaterThan(0);
  ended.resolve();
  await reader;
});

test("during a rotation no table is created or repaired with only one of the secrets", async () => {
  await begin();
  for (const sealSecret of [old, fresh]) {
    await expect(provision("late", sealSecret)).rejects.toMatchObject({ code: "rotation" });
    await expect(repairTenant({ ownerUrl, sealSecret }, "acme")).rejects.toMatchObject({ code: "rotation" });
    await expect(migrate({ ownerUrl, sealSecret })).rejects.toMatchObject({ code: "rotation" });
  }
  const late = await provision("late", `${fresh} ${old}`);
  await repairTenant({ ownerUrl, sealSecret: `${fresh} ${old}` }, "acme");
  expect(await opens(late)).toEqual([true, true]);
  expect(await auditGuards(db.owner, both)).toEqual([]);
  await finish(fresh);
  expect(await opens(late)).toEqual([false, true]);
  await rotateBack();
});

test("a secret that is not in force, not yet or no longer, opens no tenant", async () => {
  const early = await provision("early", both);
  expect(await opens(early)).toEqual([true, false]);
  await begin();
  await finish(fresh);
  const after = await provision("after", `${fresh} ${old}`);
  expect(await opens(after)).toEqual([false, true]);
  expect(await auditGuards(db.owner, `${fresh} ${old}`)).toEqual([]);
  await rotateBack();
});

test("a tenant that is being provisioned when the rotation begins opens with both secrets in the end", async () => {
  const held = Promise.withResolvers<void>();
  const slow = { id: Bun.randomUUIDv7(), schema: "tenant_slow" } as Tenant;
  const provisioning = db.owner.begin(async (tx) => {
    const accepted = await holdSeal(tx, old);
    await tx`insert into public.tenants (id, clerk_org_id, name, slug, schema_name, status, created_at, updated_at)
      values (${slow.id}, 'org_slow', 'slow', 'slow', ${slow.schema}, 'active', now(), now())`;
    await storeKeyHashes(tx, accepted, [slow.id]);
    await buildTenantSchema(tx, slow, accepted, readMigrations("tenant"));
    held.resolve();
    await Bun.sleep(300);
  });
  await held.promise;
  await begin();
  await provisioning;
  expect(await opens(slow)).toEqual([true, true]);
  expect(await auditGuards(db.owner, both)).toEqual([]);
});

function stopAtOnce(): never {
  throw new Error("interrupted");
}

function begin(options: Partial<RekeyOptions> = {}) {
  return beginRotation({ ownerUrl, sealSecret: both, ...options });
}

function finish(sealSecret: string) {
  return finishRotation({ ownerUrl, sealSecret });
}

function abort(sealSecret: string) {
  return abortRotation({ ownerUrl, sealSecret });
}

async function rotateBack(): Promise<void> {
  await begin({ sealSecret: `${fresh} ${old}` });
  await finish(old);
}

/** Over connections of its own, like another process: a process never changes its secret. */
function provision(slug: string, sealSecret: string): Promise<Tenant> {
  return withOwner(ownerUrl, "test", (sql) =>
    provisionTenant(sql, sealSecret, { clerkOrgId: `org_${slug}`, name: slug, slug }),
  );
}

function assertReady(sealSecret: string): Promise<void> {
  return db.webPool.use((client) => assertReadyToStart(client, sealSecret));
}

/** Whether the old secret opens the tenant, and whether the new one does. */
async function opens(tenant: Tenant = db.acme): Promise<[boolean, boolean]> {
  return [await canWrite(tenant, old), await canWrite(tenant, fresh)];
}

async function canWrite(tenant: Tenant, sealSecret: string): Promise<boolean> {
  return await write(tenant, sealSecret).then(
    () => true,
    () => false,
  );
}

/** Writes a row and rolls back. The guard refuses the row unless the secret opens the tenant. */
async function write(tenant: Tenant, sealSecret: string): Promise<void> {
  const rollback = new Error("rollback");
  const options = { pool: db.appPool, sealSecret, readOnly: false, label: "rekey" } as const;
  await inTenant(tenant, options, async (tx) => {
    await tx.insertInto("settings").values({ key: "probe", value: "1", updated_at: new Date() }).execute();
    throw rollback;
  }).catch((error) => {
    if (error !== rollback) throw error;
  });
}

function startWriters() {
  let [secret, running, writes] = [old, true, 0];
  const failures: string[] = [];
  const loops = Array.from({ length: 3 }, async (_, number) => {
    for (let turn = number; running; turn += 3) {
      const tenant = tenants[turn % tenants.length];
      if (tenant) await write(tenant, secret).catch((error) => failures.push(`${tenant.slug}: ${error}`));
      writes += 1;
    }
  });
  const open = (next: string) => {
    secret = next;
  };
  const stop = async () => {
    running = false;
    await Promise.all(loops);
    return { writes, failures };
  };
  return { open, stop };
}
