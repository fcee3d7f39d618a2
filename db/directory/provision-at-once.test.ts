import { afterAll, beforeAll, expect, test } from "bun:test";
import { connectAsOwner } from "#db/migrate/owner.ts";
import type { ConfirmedMember } from "#db/mirror/member.ts";
import { listMirrored, mirrorMembers } from "#db/mirror/mirror.ts";
import { addTombstone } from "#db/mirror/tombstones.ts";
import { createTestDatabase, type TestDatabase, testSealSecret } from "#db/testing/database.ts";
import { markDeleting } from "./lifecycle.ts";
import { findTenant } from "./look-up.ts";
import { findByOrganization, provisionTenant } from "./provision.ts";
import { type NewTenant, provisionAtOnce } from "./provision-at-once.ts";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

test("a tenant comes with its first members, their routes and what the audit log says of them", async () => {
  const changedAt = new Date("2026-01-02T03:04:05Z");
  const tenant = await make("org_first", "first", { changedAt, members: [memberOf("ann"), memberOf("bob")] });
  expect(tenant).toMatchObject({ slug: "first", schema: "tenant_first", status: "active" });
  expect(await findTenant(db.webPool, "first")).toEqual(tenant);
  const members = await listMirrored(operator(), tenant);
  expect(members.map(({ id, membershipId, isActive }) => `${id} ${membershipId} ${isActive}`).sort()).toEqual(
    ["ann orgmem_ann true", "bob orgmem_bob true"],
  );
  const [row] = await db.owner`
    select clerk_slug, clerk_changed_at, (select count(*)::int from tenant_first.audit_log) as "hidden"
    from public.tenants where id = ${tenant.id}`;
  // FORCE binds the owner, too: without a key nothing is seen.
  expect(row).toEqual({ clerk_slug: "first", clerk_changed_at: changedAt, hidden: 0 });
});

test("whatever is in the way, nothing is changed and nobody is told that it was done", async () => {
  await make("org_there", "there");
  await db.owner`insert into public.released_slugs values ('resting', 'org_former', now())`;
  await addTombstone(db.owner, "orgmem_gone");
  await db.owner.unsafe(`create schema tenant_squatted`);
  const inTheWay: NewTenant[] = [
    wanted("org_there", "elsewhere"),
    wanted("org_other", "there"),
    wanted("org_other", "resting"),
    wanted("org_other", "squatted"),
    wanted("org_other", "admin"),
    wanted("org_other", "free", { members: [memberOf("gone")] }),
    wanted("org_other", "free", { members: Array.from({ length: 101 }, (_, i) => memberOf(`user-${i}`)) }),
  ];
  const before = await count();
  for (const each of inTheWay) expect(await provisionAtOnce(operator(), each)).toBeUndefined();
  expect(await count()).toEqual(before);
  expect((await make("org_other", "free")).slug).toBe("free");
});

test("a name that is half a character is nobody's reason to have no workspace", async () => {
  const half = { ...memberOf("half"), firstName: "Half \ud83d" };
  const organization = wanted("org_half", "half", { name: "Half \ud83d", members: [half] });
  expect(await provisionAtOnce(operator(), organization)).toBeUndefined();
  const { clerkOrgId, name, slug } = organization;
  const tenant = await provisionTenant(db.owner, testSealSecret, { clerkOrgId, name, slug });
  expect(tenant).toMatchObject({ slug: "half", status: "active" });
  await mirrorMembers(operator(), tenant, [half]);
  expect(await listMirrored(operator(), tenant)).toMatchObject([{ firstName: "Half \ufffd" }]);
});

test("who was refused for a rotation makes tenants again when it is over", async () => {
  // As it is known to nobody yet which secrets are in force.
  const worker = {
    sql: connectAsOwner(db.url("tenantry_owner"), "test worker"),
    sealSecret: testSealSecret,
  };
  const make = () => provisionAtOnce(worker, wanted("org_later", "later"));
  await db.owner`insert into public.seal (check_value) values ('another')`;
  await expect(make()).rejects.toMatchObject({ code: "rotation" });
  await db.owner`delete from public.seal where check_value = 'another'`;
  expect((await make())?.slug).toBe("later");
  await worker.sql.end();
});

test("a deletion that is heard of while the tenant is made is not overlooked, in either order", async () => {
  // Heard of first, and not committed yet: whoever makes the tenant waits, and makes none.
  const burying = Promise.withResolvers<void>();
  const buried = db.owner.begin(async (tx) => {
    await addTombstone(tx, "org_late");
    await burying.promise;
  });
  await Bun.sleep(50);
  const made = provisionAtOnce(operator(), wanted("org_late", "late"));
  expect(await Promise.race([made, Bun.sleep(300).then(() => "waits")])).toBe("waits");
  burying.resolve();
  await buried;
  expect(await made).toBeUndefined();
  expect(await findByOrganization(db.owner, "org_late")).toBeUndefined();

  // Made first, and not committed yet: whoever hears of the deletion waits, and finds the tenant.
  const making = Promise.withResolvers<void>();
  const done = db.owner.begin(async (tx) => {
    await tx`select app.end_provisioning('["org_soon"]')`;
    await tx`
      insert into public.tenants (id, clerk_org_id, name, slug, schema_name, status, created_at, updated_at)
      values (${Bun.randomUUIDv7()}, 'org_soon', 'x', 'soon', 'tenant_soon', 'active', now(), now())`;
    await making.promise;
  });
  await Bun.sleep(50);
  const closed = markDeleting(db.owner, "org_soon");
  await Bun.sleep(200);
  making.resolve();
  await Promise.all([done, closed]);
  expect((await findByOrganization(db.owner, "org_soon"))?.status).toBe("deleting");
});

test("a secret that came into force meanwhile stops it", async () => {
  const stale = "'stale'";
  const begin = db.owner.unsafe(
    `select app.begin_provisioning(gen_random_uuid(), 'org_x', 'x', 'stale-seal', null, null, 'tenant_stale', 1, ${stale}, 'k', 'l')`,
  );
  await expect(begin).rejects.toMatchObject({ code: "TN003" });
});

function operator() {
  return { sql: db.owner, sealSecret: testSealSecret };
}

function wanted(clerkOrgId: string, slug: string, more: Partial<NewTenant> = {}): NewTenant {
  return { clerkOrgId, name: slug, slug, ...more };
}

async function make(clerkOrgId: string, slug: string, more: Partial<NewTenant> = {}) {
  const tenant = await provisionAtOnce(operator(), wanted(clerkOrgId, slug, more));
  if (!tenant) throw new Error(`${slug} was not made at once`);
  return tenant;
}

function memberOf(id: string): ConfirmedMember {
  const now = new Date();
  return {
    ...{ id, membershipId: `orgmem_${id}`, email: `${id}@example.com`, firstName: id, lastName: "" },
    ...{ avatarUrl: null, role: "owner", joinedAt: now, changedAt: now, confirmedAt: now },
  };
}

async function count() {
  const [row] = await db.owner`
    select (select count(*)::int from public.tenants) as tenants, (select count(*)::int from public.memberships) as members,
      (select count(*)::int from pg_catalog.pg_namespace) as schemas`;
  return { ...row };
}
