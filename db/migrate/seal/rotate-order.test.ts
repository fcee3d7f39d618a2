import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";
import { auditGuards } from "#db/audit/audit-guards.ts";
import { provisionTenant } from "#db/directory/provision.ts";
import { migrate } from "#db/migrate/migrate.ts";
import { readMigrations } from "#db/migrate/migration-files.ts";
import { repairTenant } from "#db/migrate/repair.ts";
import { buildTenantSchema } from "#db/migrate/tenant-schema.ts";
import { sealTenantKey } from "#db/tenant/guard.ts";
import type { Tenant } from "#db/tenant/tenant.ts";
import { createTestDatabase, type TestDatabase, testSealSecret } from "#db/testing/database.ts";
import { abortRotation, beginRotation, finishRotation } from "./rotate.ts";
import { holdSeal } from "./seal-check.ts";

const old = testSealSecret;
const fresh = "a-new-seal-secret-that-takes-the-place-of-the-first";
const both = `${old} ${fresh}`;
let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterEach(() => abortRotation({ ownerUrl: db.url("tenantry_owner"), sealSecret: old }).catch(() => {}));
afterAll(() => db.close());

test("at rest there is nothing to finish and nothing to go back from", async () => {
  await expect(finish(old)).rejects.toThrow("No rotation is under way");
  await expect(abort(old)).rejects.toThrow("No rotation is under way");
  await expect(finish(fresh)).rejects.toMatchObject({ code: "seal-changed" });
});

test("finish does not keep the old secret, and abort not the new one", async () => {
  await begin();
  await expect(finish(old)).rejects.toThrow("finish keeps the new one");
  await expect(abort(fresh)).rejects.toThrow("abort keeps the old one");
  await expect(finish(both)).rejects.toThrow("must hold only the secret to keep");
  expect([await opens(old), await opens(fresh)]).toEqual([true, true]);
});

test("a rotation that was finished can be turned back by another: the old secret is the new one then", async () => {
  await begin();
  await finish(fresh);
  await begin(`${fresh} ${old}`);
  await expect(abort(old)).rejects.toThrow("abort keeps the old one");
  await finish(old);
  expect([await opens(old), await opens(fresh)]).toEqual([true, false]);
  expect(await auditGuards(db.owner, old)).toEqual([]);
});

test("in the middle nobody makes or mends a table with one of the two secrets", async () => {
  await begin();
  const ownerUrl = db.url("tenantry_owner");
  for (const one of [old, fresh]) {
    await expect(provision("late", one)).rejects.toMatchObject({ code: "rotation" });
    await expect(repairTenant({ ownerUrl, sealSecret: one }, "acme")).rejects.toMatchObject({
      code: "rotation",
    });
    await expect(migrate({ ownerUrl, sealSecret: one })).rejects.toMatchObject({ code: "rotation" });
  }
  const late = await provision("late", `${fresh} ${old}`);
  await repairTenant({ ownerUrl, sealSecret: `${fresh} ${old}` }, "acme");
  expect([await opens(old, late), await opens(fresh, late)]).toEqual([true, true]);
  expect(await auditGuards(db.owner, both)).toEqual([]);
});

test("a secret that is given but not in force yet, or no more, is put into no guard", async () => {
  const early = await provision("early", both);
  expect([await opens(old, early), await opens(fresh, early)]).toEqual([true, false]);
  await begin();
  await finish(fresh);
  const after = await provision("after", `${fresh} ${old}`);
  expect([await opens(old, after), await opens(fresh, after)]).toEqual([false, true]);
  expect(await auditGuards(db.owner, `${fresh} ${old}`)).toEqual([]);
  await begin(`${fresh} ${old}`);
  await finish(old);
});

test("a tenant that is being made while the rotation begins opens with both in the end", async () => {
  let isHeld = () => {};
  const held = new Promise<void>((resolve) => {
    isHeld = resolve;
  });
  const late = { id: Bun.randomUUIDv7(), schema: "tenant_slow" } as Tenant;
  const making = db.owner.begin(async (tx) => {
    const accepted = await holdSeal(tx, old);
    await tx`insert into public.tenants (id, clerk_org_id, name, slug, schema_name, status, created_at, updated_at)
      values (${late.id}, 'org_slow', 'slow', 'slow', ${late.schema}, 'active', now(), now())`;
    await buildTenantSchema(tx, late, accepted, readMigrations("tenant"));
    isHeld();
    await Bun.sleep(300);
  });
  await held;
  await begin();
  await making;
  expect([await opens(old, late), await opens(fresh, late)]).toEqual([true, true]);
  expect(await auditGuards(db.owner, both)).toEqual([]);
});

test("the audit says so when one of the two secrets is not given", async () => {
  await begin();
  expect((await auditGuards(db.owner, fresh))[0]).toEqual({
    where: "TENANT_SEAL_SECRET",
    problem: "lacks the other secret of the rotation",
  });
});

test("in the middle the condition is still evaluated once a statement, for whoever opens and whoever does not", async () => {
  await begin();
  for (const secret of [old, fresh, "neither-of-them-but-long-enough-to-be-one"]) {
    for (const statement of [
      "select from projects p left join tasks t on t.project_id = p.id",
      "update settings set value = '1' where key in ('a', 'b')",
      "delete from projects where id in (select project_id from tasks)",
    ]) {
      const plan = await planOf(statement, secret);
      expect(plan).toContain("InitPlan");
      expect(plan).toContain("One-Time Filter");
      expect(plan).not.toContain("SubPlan");
    }
  }
});

function begin(sealSecret = both) {
  return beginRotation({ ownerUrl: db.url("tenantry_owner"), sealSecret });
}

function finish(sealSecret: string) {
  return finishRotation({ ownerUrl: db.url("tenantry_owner"), sealSecret });
}

function abort(sealSecret: string) {
  return abortRotation({ ownerUrl: db.url("tenantry_owner"), sealSecret });
}

function provision(slug: string, sealSecret: string): Promise<Tenant> {
  return provisionTenant(db.owner, sealSecret, { clerkOrgId: `org_${slug}`, name: slug, slug });
}

/** Whether a row can be written with the key of this secret; it is taken back. */
async function opens(sealSecret: string, { id, schema }: Tenant = db.acme): Promise<boolean> {
  const takenBack = new Error("taken back");
  const writing = db.owner.begin(async (tx) => {
    await tx`select app.enter_tenant(${schema}, ${id}, ${sealTenantKey(sealSecret, id)}, 'open')`;
    await tx`insert into settings (key, value, updated_at) values ('probe', '1', now())`;
    throw takenBack;
  });
  return await writing.catch((error) => error === takenBack);
}

function planOf(statement: string, sealSecret: string): Promise<string> {
  const { id, schema } = db.acme;
  return db.appPool.use((client) =>
    client.begin(async (tx) => {
      await tx`select app.enter_tenant(${schema}, ${id}, ${sealTenantKey(sealSecret, id)}, 'plan')`;
      const rows = await tx.unsafe(`explain (costs off) ${statement}`);
      return rows.map((row) => row["QUERY PLAN"]).join("\n");
    }),
  );
}
