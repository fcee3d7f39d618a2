import { afterAll, beforeAll, expect, test } from "bun:test";
import postgres from "postgres";
import { type TenantTable, tablesHolding } from "#db/tables.ts";
import type { Tenant } from "#db/tenant/tenant.ts";
import { createTestDatabase, type TestDatabase, testSealSecret } from "#db/testing/database.ts";
import { insertSamples } from "#db/testing/sample-rows.ts";
import { changeSlug, markDeleting, restoreTenant } from "./lifecycle.ts";
import { linkOrganization } from "./link-organization.ts";
import { createTenant, provisionTenant } from "./provision.ts";
import { findByOrganization } from "./tenant-rows.ts";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

test("a tenant created without an organization gets one", async () => {
  const tenant = await createTenant(db.owner, testSealSecret, { slug: "early", name: "Early" });
  expect(tenant).toMatchObject({ status: "active", clerkOrgId: `unlinked_${tenant.id}` });
  await link("early", "org_early");
  expect(await findByOrganization(db.owner, "org_early")).toEqual({ ...tenant, clerkOrgId: "org_early" });
});

test("a tenant whose organization was deleted is linked to a new one, replaces its empty tenant, and is restored", async () => {
  const tenant = await provision("org_old", "phoenix");
  await changeSlug(db.owner, "phoenix", "bird");
  await markDeleting(db.owner, "org_old");
  const empty = await provision("org_new", "bird");
  await link("bird", "org_new");
  expect(await restoreTenant(db.owner, "bird")).toMatchObject({ id: tenant.id, status: "active" });
  expect(await findByOrganization(db.owner, `unlinked_${empty.id}`)).toMatchObject({ status: "deleting" });
  expect(await changeSlug(db.owner, "bird", "phoenix")).toMatchObject({ clerkOrgId: "org_new" });
});

test.each(tablesHolding("content"))(
  "an organization whose tenant has a row in %s keeps it, and nothing changes",
  async (table) => {
    await insertAlone(db.globex, table);
    await expect(link("acme", "org_globex")).rejects.toMatchObject({ code: "organization-taken" });
    expect(await findByOrganization(db.owner, "org_globex")).toEqual(db.globex);
    expect(await findByOrganization(db.owner, "org_acme")).toEqual(db.acme);
  },
);

test("linking is refused for a missing tenant and for one that is being provisioned", async () => {
  await expect(link("nobody", "org_x")).rejects.toMatchObject({ code: "not-found" });
  await provision("org_half", "half");
  await db.owner`update public.tenants set status = 'provisioning' where slug = 'half'`;
  await expect(link("half", "org_x")).rejects.toMatchObject({ code: "wrong-status" });
});

test("creating refuses a taken slug or organization, and finishes what a crash left unfinished", async () => {
  const create = (slug: string, clerkOrgId?: string) =>
    createTenant(db.owner, testSealSecret, { slug, name: slug, clerkOrgId });
  await expect(create("acme")).rejects.toMatchObject({ code: "slug-taken" });
  await expect(create("admin")).rejects.toMatchObject({ code: "slug-reserved" });
  await expect(create("another", "org_acme")).rejects.toMatchObject({ code: "organization-taken" });
  const [id, schema] = [Bun.randomUUIDv7(), "tenant_crashed"];
  await db.owner`
    insert into public.tenants (id, clerk_org_id, name, slug, schema_name, status, created_at, updated_at)
    values (${id}, ${`unlinked_${id}`}, 'Crashed', 'crashed', ${schema}, 'provisioning', now(), now())`;
  expect(await create("crashed")).toMatchObject({ id, status: "active" });
});

function link(slug: string, clerkOrgId: string) {
  return linkOrganization({ sql: db.owner, sealSecret: testSealSecret }, slug, clerkOrgId);
}

function provision(clerkOrgId: string, slug: string) {
  return provisionTenant(db.owner, testSealSecret, { clerkOrgId, name: slug, slug });
}

/** Only this table's row, whatever it refers to. */
async function insertAlone({ schema }: Tenant, table: TenantTable): Promise<void> {
  const admin = postgres(db.url("admin"), { max: 1, onnotice: () => {} });
  await admin.begin(async (tx) => {
    await tx.unsafe(`set local session_replication_role = replica; set local search_path = ${schema}`);
    for (const other of tablesHolding("content")) await tx`delete from ${tx(other)}`;
    await insertSamples(tx, [table]);
  });
  await admin.end();
}
