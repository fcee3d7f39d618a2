import { afterAll, beforeAll, expect, test } from "bun:test";
import { linkOrganization } from "#db/directory/link-organization.ts";
import { provisionTenant } from "#db/directory/provision.ts";
import { inTenantAsOwner } from "#db/tenant/owner-transaction.ts";
import type { Tenant } from "#db/tenant/tenant.ts";
import { createTestDatabase, type TestDatabase, testSealSecret } from "#db/testing/database.ts";
import { person } from "#db/testing/people.ts";
import { deactivateMember, endMembership, listMirrored, mirrorMembers, reduceRole } from "./mirror.ts";
import { addTombstone, forgetOldMemberships, listTombstones } from "./tombstones.ts";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

const at = (seconds: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, seconds));

test("Clerk's clock decides between two reports; of two about the same state, the one asked for later", async () => {
  const tenant = await make();
  const told = async (role: "owner" | "admin" | "member", changed: number, asked: number) => {
    await mirror(tenant, person("ann", { role, changedAt: at(changed), confirmedAt: at(asked) }));
    return (await known(tenant, "ann"))?.role;
  };
  expect(await told("member", 10, 100)).toBe("member");
  expect(await told("owner", 9, 200)).toBe("member");
  expect(await told("admin", 10, 99)).toBe("member");
  expect(await told("admin", 10, 101)).toBe("admin");
  expect(await told("member", 11, 50)).toBe("member");
});

test("no answer admits what has a tombstone: that membership, or any membership of that person", async () => {
  const tenant = await make();
  await addTombstone(db.owner, "orgmem_first");
  await mirror(tenant, person("bob", { membershipId: "orgmem_first" }), person("kim"));
  expect(await known(tenant, "bob")).toBeUndefined();
  expect((await known(tenant, "kim"))?.isActive).toBe(true);
  await mirror(tenant, person("bob", { membershipId: "orgmem_second" }));
  expect((await known(tenant, "bob"))?.isActive).toBe(true);
  await addTombstone(db.owner, "bob");
  await endMembership(operator(), tenant, "bob");
  await mirror(
    tenant,
    person("bob", { membershipId: "orgmem_third", changedAt: at(50), confirmedAt: at(50) }),
  );
  expect((await known(tenant, "bob"))?.isActive).toBe(false);
  const routes = await db.owner`select user_id from public.memberships where tenant_id = ${tenant.id}`;
  expect(routes.map(({ user_id }) => user_id)).toEqual(["kim"]);
});

test("a missing membership is ended if it is older than the answer, and kept if it is newer", async () => {
  const tenant = await make();
  await mirror(tenant, person("ann", { confirmedAt: at(10) }));
  await deactivateMember(operator(), tenant, "ann", at(9));
  expect((await known(tenant, "ann"))?.isActive).toBe(true);
  await deactivateMember(operator(), tenant, "ann", at(11));
  expect((await known(tenant, "ann"))?.isActive).toBe(false);
  await mirror(tenant, person("ann", { confirmedAt: at(10) }));
  expect((await known(tenant, "ann"))?.isActive).toBe(false);
});

test("an event can only reduce the role of an active member's own membership", async () => {
  const tenant = await make();
  await mirror(tenant, person("ann", { role: "admin", changedAt: at(10) }));
  const reduce = async (role: "owner" | "viewer", changed: number, membershipId = "orgmem_ann") => {
    await reduceRole(operator(), tenant, { userId: "ann", membershipId, role, changedAt: at(changed) });
    return (await known(tenant, "ann"))?.role;
  };
  expect(await reduce("owner", 20)).toBe("admin");
  expect(await reduce("viewer", 9)).toBe("admin");
  expect(await reduce("viewer", 20, "orgmem_other")).toBe("admin");
  expect(await reduce("viewer", 20)).toBe("viewer");
  // An answer confirmed before the reduction is older.
  await mirror(tenant, person("ann", { role: "admin", changedAt: at(10), confirmedAt: at(90) }));
  expect((await known(tenant, "ann"))?.role).toBe("viewer");
});

test("more than five hundred members are added together, each once, and logged as joined", async () => {
  const tenant = await make();
  const crowd = Array.from({ length: 1201 }, (_, index) => person(`p${index}`));
  await mirror(tenant, ...crowd, person("p7", { role: "admin" }));
  const all = await listMirrored(operator(), tenant);
  expect(all).toHaveLength(1201);
  expect(await auditOf(tenant, "p7")).toEqual(["member.joined"]);
});

test("joining, a new role and leaving are logged, and no-ops are not", async () => {
  const tenant = await make();
  const tell = (role: "admin" | "member", seconds: number) =>
    mirror(tenant, person("ann", { role, changedAt: at(seconds), confirmedAt: at(seconds) }));
  await tell("admin", 1);
  await tell("admin", 2);
  await tell("member", 3);
  await deactivateMember(operator(), tenant, "ann", at(4));
  await deactivateMember(operator(), tenant, "ann", at(5));
  await tell("member", 6);
  await reduceRole(operator(), tenant, {
    userId: "ann",
    membershipId: "orgmem_ann",
    role: "viewer",
    changedAt: at(7),
  });
  expect(await auditOf(tenant, "ann")).toEqual(
    ["joined", "role-changed", "left", "joined", "role-changed"].map((what) => `member.${what}`),
  );
});

test("a tenant that was purged in the meantime is not written to, and no routing row stays", async () => {
  const tenant = await make();
  await db.owner`delete from public.tenants where id = ${tenant.id}`;
  await mirror(tenant, person("ann"));
  await endMembership(operator(), tenant, "ann");
  expect(await db.owner`select from public.memberships where tenant_id = ${tenant.id}`).toHaveLength(0);
});

test("an answer about a tenant's former organization admits no one", async () => {
  const tenant = await make();
  await mirror(tenant, person("ann", { role: "owner" }));
  const other = `org_${Bun.randomUUIDv7().slice(-8)}`;
  await linkOrganization(operator(), tenant.slug, other);
  await mirror(tenant, person("ann", { role: "owner", confirmedAt: new Date() }), person("eve"));
  expect((await listMirrored(operator(), tenant)).filter(({ isActive }) => isActive)).toEqual([]);
  await mirror({ ...tenant, clerkOrgId: other }, person("eve"));
  expect((await known(tenant, "eve"))?.isActive).toBe(true);
});

test("tombstones of memberships are deleted after a month, those of people and organizations never", async () => {
  for (const id of ["orgmem_old", "user_old", "org_old", "orgmem_new"]) await addTombstone(db.owner, id);
  await db.owner`update public.tombstones set deleted_at = now() - interval '31 days' where clerk_id like '%old'`;
  await forgetOldMemberships(db.owner);
  const left = await listTombstones(db.owner, ["orgmem_old", "user_old", "org_old", "orgmem_new"]);
  expect([...left].sort()).toEqual(["org_old", "orgmem_new", "user_old"]);
});

async function make(): Promise<Tenant> {
  const slug = `mirror-${Bun.randomUUIDv7().slice(-8)}`;
  return await provisionTenant(db.owner, testSealSecret, { clerkOrgId: `org_${slug}`, name: slug, slug });
}

function operator() {
  return { sql: db.owner, sealSecret: testSealSecret };
}

function mirror(tenant: Tenant, ...members: ReturnType<typeof person>[]) {
  return mirrorMembers(operator(), tenant, members);
}

async function known(tenant: Tenant, userId: string) {
  return (await listMirrored(operator(), tenant)).find(({ id }) => id === userId);
}

async function auditOf(tenant: Tenant, userId: string): Promise<string[]> {
  const rows = await inTenantAsOwner(
    operator(),
    tenant,
    "test",
    (tx) => tx`select action from audit_log where target_id = ${userId} order by at, id`,
  );
  return rows.map(({ action }) => action);
}
