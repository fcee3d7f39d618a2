import { afterAll, beforeAll, expect, test } from "bun:test";
import postgres from "postgres";
import { baselineTenants } from "#db/migrate/baseline.ts";
import { readMigrations } from "#db/migrate/migration-files.ts";
import { repairTenant } from "#db/migrate/repair.ts";
import { sealedBy } from "#db/tenant/guard.ts";
import { createTestDatabase, type TestDatabase, testSealSecret } from "#db/testing/database.ts";
import { auditGuards } from "./audit-guards.ts";
import { verifyFleet } from "./verify.ts";

const newest = readMigrations("tenant").length;
let db: TestDatabase;
let admin: postgres.Sql;
let options: { ownerUrl: string; sealSecret: string };
beforeAll(async () => {
  db = await createTestDatabase();
  admin = postgres(db.url("admin"), { max: 1, fetch_types: false, onnotice: () => {} });
  options = { ownerUrl: db.url("tenantry_owner"), sealSecret: testSealSecret };
});
afterAll(async () => {
  await admin.end();
  await db.close();
});

test("a fleet as it was made has no drift", async () => {
  expect(await verifyFleet(options)).toEqual({ tenants: 2, drift: [], findings: [] });
});

/** What is done to acme by hand, what takes it back, and the lines that tell it. */
const changes: [string, string, { table: string; extra?: RegExp; missing?: RegExp }][] = [
  [
    "alter table tenant_acme.users add column nick text",
    "alter table tenant_acme.users drop column nick",
    { table: "users", extra: /^column nick text$/ },
  ],
  [
    "alter table tenant_acme.projects alter column description drop default",
    "alter table tenant_acme.projects alter column description set default ''",
    { table: "projects", extra: /^column description text not null$/, missing: /default ''::text$/ },
  ],
  [
    "alter table tenant_acme.users alter column phone set not null",
    "alter table tenant_acme.users alter column phone drop not null",
    { table: "users", extra: /^column phone text not null$/, missing: /^column phone text$/ },
  ],
  [
    "alter table tenant_acme.users alter column phone type varchar(40)",
    "alter table tenant_acme.users alter column phone type text",
    { table: "users", extra: /character varying\(40\)/, missing: /^column phone text$/ },
  ],
  [
    "drop index tenant_acme.projects_owner_id",
    "create index projects_owner_id on tenant_acme.projects (owner_id)",
    { table: "projects", missing: /^index CREATE INDEX projects_owner_id ON projects/ },
  ],
  [
    "alter table tenant_acme.projects drop constraint projects_owner_id_fkey",
    "alter table tenant_acme.projects add constraint projects_owner_id_fkey foreign key (owner_id) references tenant_acme.users (id)",
    { table: "projects", missing: /^constraint projects_owner_id_fkey FOREIGN KEY/ },
  ],
];
for (const [change, back, { table, extra, missing }] of changes) {
  test(`told as a difference: ${change}`, async () => {
    await admin.unsafe(change);
    const { drift } = await verifyFleet(options);
    await admin.unsafe(back);
    expect(drift.map((one) => `${one.slug} ${one.table}`)).toEqual([`acme ${table}`]);
    if (extra) expect(drift[0]?.extra.join("\n")).toMatch(extra);
    if (missing) expect(drift[0]?.missing.join("\n")).toMatch(missing);
    expect((await verifyFleet(options)).drift).toEqual([]);
  });
}

test("a table that is gone, and one too many, are told; another tenant's drift is not asked for", async () => {
  await admin`create table tenant_globex.extra (id int)`;
  expect((await verifyFleet({ ...options, tenants: ["acme"] })).drift).toEqual([]);
  const { drift, findings } = await verifyFleet(options);
  expect(drift).toMatchObject([{ slug: "globex", table: "extra", extra: ["column id integer", "table"] }]);
  expect(findings).toMatchObject([{ where: "tenant_globex.extra" }]);
  await admin`drop table tenant_globex.extra`;
  await expect(verifyFleet({ ...options, tenants: ["nobody"] })).rejects.toMatchObject({ code: "no-tenant" });
});

test("repair puts back a guard that was taken off, grants that were changed, and throws out a foreign policy", async () => {
  await admin.unsafe(`
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

test("repair leaves a table alone that is on no list, and names it", async () => {
  await admin`create table tenant_acme.stranger (id int)`;
  expect(await repairTenant(options, "acme")).toMatchObject({ unknown: ["stranger"] });
  await admin`drop table tenant_acme.stranger`;
  await expect(repairTenant(options, "nobody")).rejects.toMatchObject({ code: "no-tenant" });
});

test("repair makes a schema anew that is gone", async () => {
  await admin`drop schema tenant_globex cascade`;
  await db.owner`update public.tenants set schema_version = 0, sealed_by = '' where slug = 'globex'`;
  expect(await repairTenant(options, "globex")).toMatchObject({ recreated: true, finished: false });
  expect(await verifyFleet(options)).toMatchObject({ drift: [], findings: [] });
  const [entry] = await db.owner`select schema_version, sealed_by from public.tenants where slug = 'globex'`;
  expect(entry).toEqual({ schema_version: newest, sealed_by: sealedBy(testSealSecret) });
});

test("repair finishes a tenant whose provisioning broke off, and does nothing more to it when called again", async () => {
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

test("baseline takes over tables without a ledger, guards them, and leaves what is different as it is", async () => {
  await admin.unsafe(`
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
  await admin`alter table tenant_globex.users drop column nick`;
  expect(await baselineTenants(options)).toMatchObject({ done: ["globex"], drift: [] });
  expect(await verifyFleet(options)).toMatchObject({ drift: [], findings: [] });
  expect(await baselineTenants(options)).toMatchObject({ done: [], drift: [] });
});
