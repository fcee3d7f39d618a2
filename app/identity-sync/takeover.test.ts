import { afterAll, beforeAll, expect, test } from "bun:test";
import { Stage } from "#app/testing/stage.ts";
import { asTenant } from "#db/as-tenant.ts";
import type { Delivery } from "#db/inbox.ts";
import { deleteTenant, markDeleting, restoreTenant, suspendTenant } from "#db/lifecycle.ts";
import { linkOrganization } from "#db/link-organization.ts";
import { listMirrored } from "#db/mirror.ts";
import { listNotices } from "#db/notices.ts";
import { findByOrganization, findBySlug } from "#db/provision.ts";
import { createTestDatabase, type TestDatabase, testSealSecret } from "#db/testing/database.ts";
import { LOCAL_WEBHOOK_SECRET } from "#scripts/local/clerk/keys.ts";
import { applyDelivery, type SyncContext } from "./apply-event.ts";
import { reconcile } from "./reconcile.ts";
import { syncOrganization } from "./sync-organization.ts";

// Whoever registers a name again: what they get, and what they do not.
let db: TestDatabase;
let stage: Stage;
let context: SyncContext;
beforeAll(async () => {
  db = await createTestDatabase();
  stage = await Stage.open();
  const webhookSecrets = [LOCAL_WEBHOOK_SECRET];
  context = { sql: db.owner, sealSecret: testSealSecret, clerk: stage.source, webhookSecrets };
});
afterAll(async () => {
  await stage.close();
  await db.close();
});

test("an owner who makes the organization again has the workspace back, with its data, and alone", async () => {
  const { owner, id, schema, member } = await make("phoenix");
  await writeSetting(schema);
  await removeOrganization(id);
  expect((await findBySlug(db.owner, "phoenix"))?.status).toBe("deleting");
  const again = await create("phoenix", owner);
  const tenant = await findByOrganization(db.owner, again);
  expect(tenant).toMatchObject({ slug: "phoenix", schema, status: "active" });
  expect(await settingsOf(schema)).toBe(1);
  expect(await activeIn(again)).toEqual([`${owner} owner`]);
  await join(again, member, "org:viewer");
  expect(await activeIn(again)).toEqual([`${owner} owner`, `${member} viewer`].sort());
});

test("so has one whose deletion is heard of after the new organization, or never", async () => {
  const { owner, id, schema } = await make("late");
  await stage.api.organizations.deleteOrganization(id);
  const deletion = await stage.take();
  const again = await create("late", owner);
  expect(await findByOrganization(db.owner, again)).toMatchObject({ schema, status: "active" });
  await applyAll(deletion);
  expect(await findByOrganization(db.owner, again)).toMatchObject({ schema, status: "active" });
});

test("a stranger gets another slug and no data, and an operator is told", async () => {
  const { id, schema } = await make("prey");
  await removeOrganization(id);
  const stranger = await stage.newPerson();
  const again = await create("prey", stranger);
  const tenant = await findByOrganization(db.owner, again);
  expect(tenant).toMatchObject({ slug: "prey-2", status: "active" });
  expect(tenant?.schema).not.toBe(schema);
  expect(await noticesOf(again)).toEqual(["takeover-refused"]);
  expect(await findBySlug(db.owner, "prey")).toMatchObject({ clerkOrgId: id, status: "deleting" });
});

test("nor does anybody who was no owner when the organization was deleted", async () => {
  for (const [slug, role, change] of [
    ["was-admin", "org:admin", undefined],
    ["was-removed", "org:owner", "remove"],
    ["was-demoted", "org:owner", "demote"],
  ] as const) {
    const { id, schema, member } = await make(slug, role);
    const key = { organizationId: id, userId: member };
    if (change === "remove") await stage.api.organizations.deleteOrganizationMembership(key);
    if (change === "demote")
      await stage.api.organizations.updateOrganizationMembership({ ...key, role: "org:member" });
    await applyAll(await stage.take());
    await removeOrganization(id);
    const again = await create(slug, member);
    expect([slug, (await findByOrganization(db.owner, again))?.slug]).toEqual([slug, `${slug}-2`]);
    expect((await findBySlug(db.owner, slug))?.schema).toBe(schema);
  }
});

test("what an operator closed stays closed, what was suspended stays suspended, and after the grace period it is over", async () => {
  const closed = await make("closed");
  await deleteTenant(db.owner, "closed");
  await removeOrganization(closed.id);
  expect((await findByOrganization(db.owner, await create("closed", closed.owner)))?.slug).toBe("closed-2");

  const unpaid = await make("unpaid");
  await suspendTenant(db.owner, "unpaid", "unpaid");
  await removeOrganization(unpaid.id);
  const again = await create("unpaid", unpaid.owner);
  expect(await findByOrganization(db.owner, again)).toMatchObject({ slug: "unpaid", status: "suspended" });

  const over = await make("over");
  await removeOrganization(over.id);
  await db.owner`update public.tenants set deleting_since = now() - interval '30 days' where slug = 'over'`;
  expect((await findByOrganization(db.owner, await create("over", over.owner)))?.slug).toBe("over-2");
});

test("nothing is handed to an organization that is gone again by the time it is heard of", async () => {
  const { owner, id } = await make("twice");
  await removeOrganization(id);
  const again = await stage.api.organizations.createOrganization({
    name: "twice",
    slug: "twice",
    createdBy: owner,
  });
  const [found, member] = [
    await stage.truth.findWithMembers(again.id),
    await stage.truth.findMember(again.id, owner),
  ];
  const creation = await stage.take();
  await removeOrganization(again.id);
  const old = Object.create(stage.truth, {
    findWithMembers: { value: async (wanted: string) => (wanted === again.id ? found : undefined) },
    findOrganization: { value: async () => undefined },
    findMember: { value: async () => member },
  });
  for (const event of creation) await applyDelivery({ ...context, clerk: old }, event);
  expect(await findBySlug(db.owner, "twice")).toMatchObject({ clerkOrgId: id, status: "deleting" });
  expect(await findByOrganization(db.owner, again.id)).toBeUndefined();
});

test("a deletion that is heard of while the tenant is handed back closes it", async () => {
  const { owner, id } = await make("closing");
  await removeOrganization(id);
  const again = await stage.api.organizations.createOrganization({
    name: "x",
    slug: "closing",
    createdBy: owner,
  });
  await stage.take();
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const { promise: locked, resolve: lock } = Promise.withResolvers<void>();
  const held = db.owner.begin(async (tx) => {
    await tx`lock table public.memberships in access exclusive mode`;
    lock();
    await released;
  });
  await locked;
  const applying = syncOrganization(context, again.id);
  await untilSomebodyWaits();
  await markDeleting(db.owner, again.id);
  release();
  await Promise.all([held, applying]);
  expect(await findBySlug(db.owner, "closing")).toMatchObject({ clerkOrgId: again.id, status: "deleting" });
});

test("an operator who links and restores gives the workspace to the new organization's members, and to nobody of the old", async () => {
  const { id, schema, owner } = await make("linked");
  await removeOrganization(id);
  const stranger = await stage.newPerson();
  const again = await create("linked", stranger);
  await linkOrganization(context, "linked", again);
  await restoreTenant(db.owner, "linked");
  expect(await activeIn(again)).toEqual([]);
  await reconcile(context, { tenant: "linked" });
  expect(await findByOrganization(db.owner, again)).toMatchObject({ schema, status: "active" });
  expect(await activeIn(again)).toEqual([`${stranger} owner`]);
  expect(owner).not.toBe(stranger);
});

test("two organizations made again under one slug at once end with two tenants, and the data goes to its owner", async () => {
  const { owner, id, schema } = await make("raced");
  await removeOrganization(id);
  const stranger = await stage.newPerson();
  const { organizations } = stage.api;
  const theirs = await organizations.createOrganization({ name: "raced", createdBy: stranger });
  const ours = await organizations.createOrganization({ name: "Raced", slug: "raced-x", createdBy: owner });
  // Without slugs at Clerk the names decide, and both want the same.
  const noSlugs = Object.create(stage.truth, {
    findWithMembers: {
      value: async (wanted: string) => {
        const found = await stage.truth.findWithMembers(wanted);
        return found && { ...found, organization: { ...found.organization, slug: null } };
      },
    },
  });
  const events = await stage.take();
  await Promise.all(events.map((event) => applyDelivery({ ...context, clerk: noSlugs }, event)));
  expect(await findByOrganization(db.owner, ours.id)).toMatchObject({ slug: "raced", schema });
  expect((await findByOrganization(db.owner, theirs.id))?.slug).toMatch(/^raced-2$/);
});

/** A workspace with an owner and one more member. */
async function make(slug: string, role = "org:admin") {
  const owner = await stage.newPerson();
  const member = await stage.newPerson();
  const id = await create(slug, owner);
  await join(id, member, role);
  const tenant = await findByOrganization(db.owner, id);
  return { owner, member, id, schema: tenant?.schema ?? "" };
}

async function create(slug: string, createdBy: string): Promise<string> {
  await stage.take();
  const { id } = await stage.api.organizations.createOrganization({ name: slug, slug, createdBy });
  await applyAll(await stage.take());
  return id;
}

async function join(organizationId: string, userId: string, role: string): Promise<void> {
  await stage.api.organizations.createOrganizationMembership({ organizationId, userId, role });
  await applyAll(await stage.take());
}

async function removeOrganization(id: string): Promise<void> {
  await stage.api.organizations.deleteOrganization(id);
  await applyAll(await stage.take());
}

async function applyAll(deliveries: Delivery[]): Promise<void> {
  for (const delivery of deliveries) await applyDelivery(context, delivery);
}

async function activeIn(organizationId: string): Promise<string[]> {
  const tenant = await findByOrganization(db.owner, organizationId);
  if (!tenant) return [];
  const inside = (await listMirrored(context, tenant)).filter(({ isActive }) => isActive);
  return inside.map(({ id, role }) => `${id} ${role}`).sort();
}

async function noticesOf(organizationId: string): Promise<string[]> {
  return (await listNotices(db.owner))
    .filter(({ clerkOrgId }) => clerkOrgId === organizationId)
    .map(({ kind }) => kind);
}

async function writeSetting(schema: string): Promise<void> {
  await inSchema(schema, "insert into settings (key, value, updated_at) values ('kept', 'true', now())");
}

async function settingsOf(schema: string): Promise<number> {
  return (await inSchema(schema, "select from settings")).length;
}

async function inSchema(schema: string, text: string) {
  const [tenant] = await db.owner`select id from public.tenants where schema_name = ${schema}`;
  return await asTenant(context, { id: tenant?.id, schema }, "test", (tx) => tx.unsafe(text));
}

async function untilSomebodyWaits(): Promise<void> {
  for (let waited = 0; waited < 5000; waited += 10) {
    const waiting = await db.owner`
      select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    if (waiting.length > 0) return;
    await Bun.sleep(10);
  }
  throw new Error("Nobody waited for a lock within 5 s");
}
