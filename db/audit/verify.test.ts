import { afterAll, beforeAll, expect, test } from "bun:test";
import { baselineTenants } from "#db/migrate/baseline.ts";
import { readMigrations } from "#db/migrate/migration-files.ts";
import { repairTenant } from "#db/migrate/repair.ts";
import { createTestDatabase, type TestDatabase, testSealSecret } from "#db/testing/database.ts";
import { auditGuards } from "./audit-guards.ts";
import { verifyFleet } from "./verify.ts";

const newest = readMigrations("tenant").length;
let db: TestDatabase;
let options: { ownerUrl: string; sealSecret: string };
beforeAll(async () => {
  db = await createTestDatabase();
  options = { ownerUrl: db.url("tenantry_owner"), sealSecret: testSealSecret };
});
afterAll(async () => {
  await db.close();
});

test("unchanged tenants have no drift", async () => {
  expect(await verifyFleet(options)).toEqual({ tenants: 2, drift: [], findings: [] });
});

/** A change of acme's schema, what undoes it, and the lines that show it. structure.test.ts has the other kinds. */
const changes: [string, string, { table: string; extra: string[]; missing: string[] }][] = [
  [
    "alter table tenant_acme.users alter column phone type varchar(40)",
    "alter table tenant_acme.users alter column phone type text",
    {
      table: "users",
      extra: ["column phone character varying(40)"],
      missing: ["column phone text"],
    },
  ],
  [
    "drop index tenant_acme.projects_owner_id",
    "create index projects_owner_id on tenant_acme.projects (owner_id)",
    {
      table: "projects",
      extra: [],
      missing: ["index CREATE INDEX projects_owner_id ON projects USING btree (owner_id)"],
    },
  ],
];
for (const [change, undo, drift] of changes) {
  test(`reported as drift: ${change}`, async () => {
    await db.admin.unsafe(change);
    const result = await verifyFleet(options);
    await db.admin.unsafe(undo);
    expect(result.drift).toEqual([{ slug: "acme", ...drift }]);
    expect((await verifyFleet(options)).drift).toEqual([]);
  });
}

test("an extra table is reported, but not when only another tenant is verified", async () => {
  await db.admin`create table tenant_globex.extra (id int)`;
  expect((await verifyFleet({ ...options, tenants: ["acme"] })).drift).toEqual([]);
  const { drift, findings } = await verifyFleet(options);
  expect(drift).toMatchObject([{ slug: "globex", table: "extra", extra: ["column id integer", "table"] }]);
  expect(findings).toMatchObject([{ where: "tenant_globex.extra" }]);
  await db.admin`drop table tenant_globex.extra`;
  await expect(verifyFleet({ ...options, tenants: ["nobody"] })).rejects.toMatchObject({ code: "no-tenant" });
});

test("repair restores a removed guard and changed grants, and drops a foreign policy", async () => {
  await db.admin.unsafe(`
    alter table tenant_acme.projects disable row level security;
    drop policy tenant_guard on tenant_acme.tasks;
    create policy wide on tenant_acme.users using (true);
    grant truncate on tenant_acme.users to tenantry_app;
    grant update (role) on tenant_acme.users to tenantry_app;
    grant create on schema tenant_acme to tenantry_app;`);
  expect((await auditGuards(db.owner, testSealSecret)).length).toBeGreaterThan(0);
  expect(await repairTenant(options, "acme")).toMatchObject({ recreated: false, unknown: [] });
  expect(await auditGuards(db.owner, testSealSecret)).toEqual([]);
});

test("repair leaves an unlisted table unchanged and names it", async () => {
  await db.admin`create table tenant_acme.stranger (id int)`;
  expect(await repairTenant(options, "acme")).toMatchObject({ unknown: ["stranger"] });
  await db.admin`drop table tenant_acme.stranger`;
  await expect(repairTenant(options, "nobody")).rejects.toMatchObject({ code: "no-tenant" });
});

test("repair creates a missing schema again", async () => {
  await db.admin`drop schema tenant_globex cascade`;
  await db.owner`update public.tenants set schema_version = 0, key_hashes = '{}' where slug = 'globex'`;
  expect(await repairTenant(options, "globex")).toMatchObject({ recreated: true, finished: false });
  expect(await verifyFleet(options)).toMatchObject({ drift: [], findings: [] });
  const [entry] = await db.owner`select schema_version from public.tenants where slug = 'globex'`;
  expect(entry).toEqual({ schema_version: newest });
});

test("repair finishes an interrupted provisioning, and does so once", async () => {
  await db.owner`insert into public.tenants (id, clerk_org_id, name, slug, schema_name, status, created_at, updated_at)
    values (${Bun.randomUUIDv7()}, 'org_stuck', 'Stuck', 'stuck', 'tenant_stuck', 'provisioning', now(), now())`;
  expect(await repairTenant(options, "stuck")).toMatchObject({ recreated: false, finished: true });
  expect(await repairTenant(options, "stuck")).toMatchObject({ recreated: false, finished: false });
  expect(await verifyFleet({ ...options, tenants: ["stuck"] })).toEqual({
    tenants: 1,
    drift: [],
    findings: [],
  });
  const [stuck] =
    await db.owner`select status, schema_version as version from public.tenants where slug = 'stuck'`;
  expect(stuck).toEqual({ status: "active", version: newest });
  await db.owner.unsafe("drop schema tenant_stuck cascade; delete from public.tenants where slug = 'stuck'");
});

test("baseline adopts and guards tables without a ledger, and leaves a tenant that differs unchanged", async () => {
  await db.admin.unsafe(`
    drop table tenant_acme._migrations;
    alter table tenant_acme.users no force row level security;
    update public.tenants set schema_version = 0;
    delete from tenant_globex._migrations;
    alter table tenant_globex.users add column nick text;`);
  const first = await baselineTenants(options);
  expect(first).toMatchObject({
    version: newest,
    done: ["acme"],
    drift: [{ slug: "globex", table: "users" }],
  });
  await db.admin`alter table tenant_globex.users drop column nick`;
  expect(await baselineTenants(options)).toMatchObject({ done: ["globex"], drift: [] });
  expect(await verifyFleet(options)).toMatchObject({ drift: [], findings: [] });
  expect(await baselineTenants(options)).toMatchObject({ done: [], drift: [] });
});
