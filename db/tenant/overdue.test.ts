import { afterAll, beforeAll, expect, test } from "bun:test";
import { provisionTenant } from "#db/directory/provision.ts";
import { createTestDatabase, type TestDatabase, testSealSecret } from "#db/testing/database.ts";
import { until } from "#db/testing/until.ts";
import { createPool, type Pool, type PoolOptions } from "./pool.ts";
import type { Tenant } from "./tenant.ts";
import { inTenant } from "./transaction.ts";

// Tenants whose tables are locked, with a pool of ten: each may hold all connections but one.

let db: TestDatabase;
let stuck: Tenant[];
beforeAll(async () => {
  db = await createTestDatabase();
  stuck = [];
  for (let tenant = 0; tenant < 20; tenant++) {
    const name = `stuck${tenant}`;
    const organization = { clerkOrgId: `org_${name}`, name, slug: name };
    stuck.push(await provisionTenant(db.owner, testSealSecret, organization));
  }
}, 60_000);
afterAll(() => db.close());

for (const count of [2, 5, 20]) {
  test(`a second after ${count} tenants got stuck, a healthy one is answered`, async () => {
    // Less than is left of the stuck ones' lock_timeout: without the pool's help nobody would be answered.
    const pool = open({ size: 10, maxWait: 1800 });
    const release = await lockProjects(stuck.slice(0, count));
    const codes: string[] = [];
    const all = stuck.slice(0, count).flatMap((tenant) => Array.from({ length: 12 }, () => tenant));
    const calls = all.map((tenant) => read(pool, tenant).catch((error) => codes.push(String(error.code))));
    await Bun.sleep(1000);
    expect(await read(pool, db.acme)).toEqual([]);
    expect(codes.filter((code) => code !== "overloaded")).toEqual([]);
    expect(codes.length).toBeGreaterThan(0);
    await release();
    await Promise.all(calls);
    await close(pool);
  }, 30_000);
}

test("after one stuck transaction was ended, the next ones are ended sooner, so that a healthy tenant behind six gets its turn", async () => {
  // Their turns take 1 s and four times 0.25 s; with a second each they would take 5 s.
  const pool = open({ size: 2, maxWait: 3500 });
  const release = await lockProjects(stuck.slice(0, 6));
  const calls = stuck.slice(0, 6).map((tenant) => read(pool, tenant).catch(() => {}));
  expect(await read(pool, db.acme)).toEqual([]);
  await release();
  await Promise.all(calls);
  await close(pool);
}, 30_000);

test("while nobody waits, a slow transaction is left alone", async () => {
  const pool = open({ size: 2 });
  const release = await lockProjects([db.globex]);
  const slow = [read(pool, db.globex)];
  await Bun.sleep(1300);
  await release();
  expect(await Promise.all(slow)).toEqual([[]]);
  await pool.close();
});

function open(limits: Pick<PoolOptions, "size" | "maxWait">): Pool {
  const url = db.url("tenantry_app");
  return createPool({ ...limits, url, applicationName: "overdue", routing: db.webPool });
}

async function close(pool: Pool): Promise<void> {
  await until(() => pool.state.closing === 0);
  await pool.close();
}

function read(pool: Pool, tenant: Tenant) {
  const options = { pool, sealSecret: testSealSecret, readOnly: true, label: "overdue" };
  return inTenant(tenant, options, (tx) => tx.selectFrom("projects").select("name").execute());
}

/** Until released, nobody reads these tenants' projects. */
async function lockProjects(tenants: Tenant[]): Promise<() => Promise<void>> {
  const held = Promise.withResolvers<void>();
  const locked = Promise.withResolvers<void>();
  const tables = tenants.map(({ schema }) => `${schema}.projects`).join(", ");
  const lock = db.owner.begin(async (tx) => {
    await tx.unsafe(`lock table ${tables} in access exclusive mode`);
    locked.resolve();
    await held.promise;
  });
  await locked.promise;
  return async () => {
    held.resolve();
    await lock;
  };
}
