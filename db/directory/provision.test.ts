import { afterAll, beforeAll, expect, test } from "bun:test";
import { addTombstone } from "#db/mirror/tombstones.ts";
import { createTestDatabase, type TestDatabase, testSealSecret } from "#db/testing/database.ts";
import { markDeleting } from "./lifecycle.ts";
import { findTenant, listTenantsOf } from "./look-up.ts";
import { provisionTenant } from "./provision.ts";
import { findByOrganization } from "./tenant-rows.ts";
import { updateOrganization } from "./update-organization.ts";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

test("a new organization gets a schema, all tables guarded, and is found by its slug", async () => {
  const tenant = await provision("org_new", "Initech Labs", "initech");
  expect(tenant).toMatchObject({
    slug: "initech",
    schema: "tenant_initech",
    status: "active",
    name: "Initech Labs",
  });
  expect(await findTenant(db.webPool, "initech")).toMatchObject(tenant);
  expect(await listUnguarded("tenant_initech")).toEqual([]);
  expect(await listTables("tenant_initech")).toEqual([
    "_migrations",
    "audit_log",
    "labels",
    "logos",
    "project_labels",
    "projects",
    "settings",
    "task_labels",
    "tasks",
    "users",
  ]);
});

test("ten concurrent calls for one organization return one tenant", async () => {
  const all = await Promise.all(Array.from({ length: 10 }, () => provision("org_many", "Many", "many")));
  expect(new Set(all.map(({ id, schema, status }) => `${id} ${schema} ${status}`)).size).toBe(1);
});

test("two organizations that want one slug get two tenants", async () => {
  const both = await Promise.all([provision("org_a", "Dup", "dup"), provision("org_b", "Dup", "dup")]);
  expect(both.map(({ slug }) => slug).sort()).toEqual(["dup", "dup-2"]);
  expect(new Set(both.map(({ schema }) => schema)).size).toBe(2);
});

test("a slug whose schema name is taken by a tenant that moved away gets a schema of its own", async () => {
  const first = await provision("org_c", "x", "my-co");
  await db.owner`update public.tenants set slug = 'renamed' where id = ${first.id}`;
  const second = await provision("org_d", "x", "my-co");
  expect(second.slug).toBe("my-co");
  expect(second.schema).toMatch(/^tenant_my_co_[0-9a-f]{6}$/);
});

test("a slug released less than 90 days ago is reserved for the organization that had it", async () => {
  await db.owner`insert into public.released_slugs values ('resting', 'org_former', now()), ('rested', 'org_x', now() - interval '91 days')`;
  expect((await provision("org_e", "x", "resting")).slug).toBe("resting-2");
  expect((await provision("org_f", "x", "rested")).slug).toBe("rested");
  expect((await provision("org_former", "x", "resting")).slug).toBe("resting");
});

test("reserved, missing and impossible slugs become legal ones", async () => {
  expect((await provision("org_g", "x", "admin")).slug).toBe("admin-2");
  expect((await provision("org_h", "Ünïted Straße!", null)).slug).toBe("united-strasse");
  expect((await provision("org_i", "株式会社", null)).slug).toMatch(/^workspace-[0-9a-f]{6}$/);
  expect((await provision("org_j", "a".repeat(80), null)).slug).toHaveLength(32);
});

test("a tenant that is provisioning is not served, and the next attempt finishes it", async () => {
  await db.owner`
    insert into public.tenants (id, clerk_org_id, name, slug, schema_name, status, created_at, updated_at)
    values (${Bun.randomUUIDv7()}, 'org_crash', 'Crash', 'crash', 'tenant_crash', 'provisioning', now(), now())`;
  expect(await findTenant(db.webPool, "crash")).toBeUndefined();
  expect((await provision("org_crash", "Crash", "crash")).status).toBe("active");
  expect((await findTenant(db.webPool, "crash"))?.schema).toBe("tenant_crash");
});

test("an organization that was deleted in Clerk gets no tenant, and its reservation is deleted", async () => {
  const reserve = (status: string, slug: string) => db.owner`
    insert into public.tenants (id, clerk_org_id, name, slug, schema_name, status, created_at, updated_at)
    values (${Bun.randomUUIDv7()}, ${`org_${slug}`}, 'x', ${slug}, ${`tenant_${slug}`}, ${status}, now(), now())`;
  await reserve("provisioning", "unseen");
  await addTombstone(db.owner, "org_unseen");
  await expect(provision("org_unseen", "x", "unseen")).rejects.toMatchObject({ code: "organization-gone" });
  await reserve("provisioning", "seen");
  await markDeleting(db.owner, "org_seen");
  await expect(provision("org_seen", "x", "seen")).rejects.toMatchObject({ code: "organization-gone" });
  expect((await provision("org_other", "x", "unseen")).slug).toBe("unseen");
  expect((await provision("org_another", "x", "seen")).slug).toBe("seen");
});

test("a new name in Clerk changes the name alone; a deletion closes the tenant and keeps its data", async () => {
  const tenant = await provision("org_k", "Before", "rename-me");
  await updateOrganization(db.owner, tenant.id, {
    id: "org_k",
    name: "After",
    slug: null,
    changedAt: new Date(),
  });
  await markDeleting(db.owner, "org_k");
  const after = await findByOrganization(db.owner, "org_k");
  expect(after).toEqual({ ...tenant, name: "After", status: "deleting" });
  expect(await listTables(tenant.schema)).toContain("projects");
});

test("the directory finds the tenants of organizations, and nothing for an unknown slug", async () => {
  const found = await listTenantsOf(db.webPool, ["org_acme", "org_nobody"]);
  expect(found.map(({ slug }) => slug)).toEqual(["acme"]);
  expect(await findTenant(db.webPool, "nobody")).toBeUndefined();
});

function provision(clerkOrgId: string, name: string, slug: string | null) {
  return provisionTenant(db.owner, testSealSecret, { clerkOrgId, name, slug });
}

async function listTables(schema: string): Promise<string[]> {
  const rows = await db.owner<{ tablename: string }[]>`
    select tablename from pg_tables where schemaname = ${schema} order by tablename`;
  return rows.map(({ tablename }) => tablename);
}

async function listUnguarded(schema: string): Promise<string[]> {
  const rows = await db.owner<{ relname: string }[]>`
    select relname from pg_class c where relnamespace = ${schema}::regnamespace and relkind = 'r'
      and not (relrowsecurity and relforcerowsecurity
        and (select count(*) from pg_policy p where p.polrelid = c.oid) = 2
        and exists (select from pg_policy p where p.polrelid = c.oid and not p.polpermissive))`;
  return rows.map(({ relname }) => relname);
}
