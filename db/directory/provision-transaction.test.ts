import { afterAll, beforeAll, expect, test } from "bun:test";
import { join } from "node:path";
import type { ConfirmedMember } from "#db/mirror/member.ts";
import { listMirrored } from "#db/mirror/mirror.ts";
import { addTombstone } from "#db/mirror/tombstones.ts";
import { createTestDatabase, type TestDatabase, testSealSecret } from "#db/testing/database.ts";
import { person } from "#db/testing/people.ts";
import { untilBlocked } from "#db/testing/until-blocked.ts";
import { markDeleting } from "./lifecycle.ts";
import { findTenant } from "./look-up.ts";
import { type NewTenant, provisionTenant, provisionWithMembers } from "./provision.ts";
import { createInTransaction } from "./provision-transaction.ts";
import { findByOrganization } from "./tenant-rows.ts";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

test("a tenant comes with its first members, their routes and audit entries", async () => {
  const changedAt = new Date("2026-01-02T03:04:05Z");
  const { tenant, hasMembers } = await provision("org_first", "first", [person("ann"), person("bob")], {
    changedAt,
  });
  expect(hasMembers).toBe(true);
  expect(tenant).toMatchObject({ slug: "first", schema: "tenant_first", status: "active" });
  expect(await findTenant(db.webPool, "first")).toMatchObject(tenant);
  const members = await listMirrored(access(), tenant);
  expect(members.map(({ id, membershipId, isActive }) => `${id} ${membershipId} ${isActive}`).sort()).toEqual(
    ["ann orgmem_ann true", "bob orgmem_bob true"],
  );
  const [row] = await db.owner`
    select clerk_slug, clerk_changed_at, (select count(*)::int from tenant_first.audit_log) as "hidden"
    from public.tenants where id = ${tenant.id}`;
  // FORCE binds the owner too: without a key it sees no rows.
  expect(row).toEqual({ clerk_slug: "first", clerk_changed_at: changedAt, hidden: 0 });
});

test("every conflict is named, and an attempt that meets one changes nothing", async () => {
  await provision("org_there", "there");
  await db.owner`insert into public.released_slugs values ('resting', 'org_former', now())`;
  await addTombstone(db.owner, "orgmem_gone");
  await addTombstone(db.owner, "org_gone");
  await db.owner.unsafe(`create schema tenant_squatted`);
  const before = await countEverything();
  expect(await attempt("org_there", "elsewhere")).toBe("organization");
  expect(await attempt("org_other", "there")).toBe("slug");
  expect(await attempt("org_other", "resting")).toBe("reserved-slug");
  expect(await attempt("org_other", "squatted")).toBe("schema");
  expect(await attempt("org_gone", "free")).toBe("organization-gone");
  expect(await attempt("org_other", "free", [person("gone")])).toBe("member-gone");
  expect(await countEverything()).toEqual(before);
  expect(await attempt("org_other", "free")).toBeUndefined();
});

test("a member who was deleted in Clerk, or more than a hundred members, are left to the caller", async () => {
  await addTombstone(db.owner, "orgmem_left");
  const crowd = Array.from({ length: 101 }, (_, number) => person(`user-${number}`));
  for (const [slug, members] of Object.entries({ left: [person("left"), person("here")], crowd })) {
    const { tenant, hasMembers } = await provision(`org_${slug}`, slug, members);
    expect([slug, tenant.status, hasMembers]).toEqual([slug, "active", false]);
    expect(await listMirrored(access(), tenant)).toEqual([]);
  }
});

test("half a surrogate pair in a name is replaced, and the workspace is created", async () => {
  const half = person("half", { firstName: "Half \ud83d" });
  const { tenant } = await provision("org_half", "half", [half], { name: "Half \ud83d" });
  expect(await findTenant(db.webPool, "half")).toMatchObject(tenant);
  expect(await listMirrored(access(), tenant)).toMatchObject([{ firstName: "Half \ufffd" }]);
});

test("a rotation under way stops provisioning, and its end allows it again", async () => {
  await db.owner`insert into public.seal (check_value) values ('another')`;
  await expect(provision("org_later", "later")).rejects.toMatchObject({ code: "rotation" });
  await db.owner`delete from public.seal where check_value = 'another'`;
  expect((await provision("org_later", "later")).tenant.slug).toBe("later");
});

test("a secret that comes into force between the look and the transaction is a conflict", async () => {
  const begin = db.owner.unsafe(
    `select app.begin_provisioning(gen_random_uuid(), 'org_x', 'x', 'stale-seal', null, null, 'tenant_stale', 1, 'stale',
      '', 90, 'k', 'l')`,
  );
  await expect(begin).rejects.toMatchObject({ code: "TN003", constraint_name: "seal" });
});

test("a tombstone that is not committed yet is waited for, and the organization gets no tenant", async () => {
  const burying = Promise.withResolvers<void>();
  const stored = Promise.withResolvers<void>();
  const buried = db.owner.begin(async (tx) => {
    await addTombstone(tx, "org_late");
    stored.resolve();
    await burying.promise;
  });
  await stored.promise;
  const provisioned = provision("org_late", "late");
  await untilBlocked(db.owner, 1);
  burying.resolve();
  await buried;
  await expect(provisioned).rejects.toMatchObject({ code: "organization-gone" });
  expect(await findByOrganization(db.owner, "org_late")).toBeUndefined();
});

test("a deletion waits for a tenant that is not committed yet, and closes it", async () => {
  const creating = Promise.withResolvers<void>();
  const finished = Promise.withResolvers<void>();
  const created = db.owner.begin(async (tx) => {
    const id = Bun.randomUUIDv7();
    await tx`
      insert into public.tenants (id, clerk_org_id, name, slug, schema_name, status, created_at, updated_at)
      values (${id}, 'org_soon', 'x', 'soon', 'tenant_soon', 'active', now(), now())`;
    await tx`select app.finish_provisioning(${id}, ${db.acme.schema}, '[]', '[]', '[]')`;
    finished.resolve();
    await creating.promise;
  });
  await finished.promise;
  const closed = markDeleting(db.owner, "org_soon");
  await untilBlocked(db.owner, 1);
  creating.resolve();
  await Promise.all([created, closed]);
  expect((await findByOrganization(db.owner, "org_soon"))?.status).toBe("deleting");
});

test("a process killed with kill -9 right before COMMIT leaves nothing, and the next attempt succeeds", async () => {
  const killing = Promise.withResolvers<void>();
  const locked = Promise.withResolvers<void>();
  const held = db.owner.begin(async (tx) => {
    await tx`lock table public.tombstones in row exclusive mode`;
    locked.resolve();
    await killing.promise;
  });
  await locked.promise;
  const before = await countEverything();
  const file = join(import.meta.dir, "../testing/provision-once.ts");
  const killed = Bun.spawn([
    ...[process.execPath, "--no-env-file", file],
    ...[db.url("tenantry_owner"), testSealSecret, "killed"],
  ]);
  await untilBlocked(db.owner, 1);
  killed.kill("SIGKILL");
  await killed.exited;
  killing.resolve();
  await held;
  expect((await provision("org_killed", "killed")).tenant.status).toBe("active");
  expect(await countEverything()).toEqual({
    ...before,
    tenants: before.tenants + 1,
    schemas: before.schemas + 1,
  });
});

test("a table without a guard is refused by name", async () => {
  const { id, schema } = await provisionTenant(db.owner, testSealSecret, organization("org_bare", "bare"));
  await db.owner.unsafe(`create table ${schema}.surprise (id uuid)`);
  const finish = db.owner`select app.finish_provisioning(${id}, ${schema}, '[]', '[]', '[]')`;
  await expect(finish).rejects.toThrow("the table surprise has no guard");
});

function access() {
  return { sql: db.owner, sealSecret: testSealSecret };
}

function organization(clerkOrgId: string, slug: string): NewTenant {
  return { clerkOrgId, name: slug, slug };
}

function provision(
  clerkOrgId: string,
  slug: string,
  members: ConfirmedMember[] = [],
  more: Partial<NewTenant> = {},
) {
  return provisionWithMembers(access(), { ...organization(clerkOrgId, slug), ...more }, members);
}

function attempt(clerkOrgId: string, slug: string, members: ConfirmedMember[] = []) {
  const tenant = { id: Bun.randomUUIDv7(), schema: `tenant_${slug}`, status: "provisioning" as const };
  const details = { clerkSlug: null, changedAt: null, members };
  return createInTransaction(access(), { ...organization(clerkOrgId, slug), ...tenant, slug }, details);
}

async function countEverything() {
  const [row] = await db.owner`
    select (select count(*)::int from public.tenants) as tenants, (select count(*)::int from public.memberships) as members,
      (select count(*)::int from pg_catalog.pg_namespace) as schemas`;
  return { tenants: 0, schemas: 0, ...row };
}
