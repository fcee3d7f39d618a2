import { expect, test } from "bun:test";
import { Mirror } from "#app/testing/mirror.ts";
import { deleteTenant, markDeleting, restoreTenant, suspendTenant } from "#db/directory/lifecycle.ts";
import { linkOrganization } from "#db/directory/link-organization.ts";
import { listNotices } from "#db/directory/notices.ts";
import { provisionTenant } from "#db/directory/provision.ts";
import { reclaimTenant } from "#db/directory/reclaim-tenant.ts";
import { findByOrganization, findBySlug } from "#db/directory/tenant-rows.ts";
import type { MemberRole } from "#db/queries/members.ts";
import { inTenantAsOwner } from "#db/tenant/owner-transaction.ts";
import { untilBlocked } from "#db/testing/until-blocked.ts";
import { applyDelivery } from "./apply-event.ts";
import { reconcile } from "./reconcile.ts";
import { syncOrganization } from "./sync-organization.ts";

// What someone gets by registering a deleted organization's name again.
const mirror = await Mirror.open();
const { db, stage, context } = mirror;

test("an owner who recreates the organization gets the workspace back, with its data, as its only member", async () => {
  const { owner, id, schema, member } = await make("phoenix");
  await writeSetting(schema);
  await removeOrganization(id);
  expect((await findBySlug(db.owner, "phoenix"))?.status).toBe("deleting");
  const again = await mirror.createOrganization(owner, "phoenix");
  const tenant = await findByOrganization(db.owner, again);
  expect(tenant).toMatchObject({ slug: "phoenix", schema, status: "active" });
  expect(await settingsOf(schema)).toBe(1);
  expect(await activeIn(again)).toEqual([`${owner} owner`]);
  await stage.join(again, member, "viewer");
  await mirror.applyNews();
  expect(await activeIn(again)).toEqual([`${owner} owner`, `${member} viewer`].sort());
});

test("so does an owner if the deletion's event arrives after the new organization's, or never", async () => {
  const { owner, id, schema } = await make("late");
  await stage.api.organizations.deleteOrganization(id);
  const deletion = await stage.take();
  const again = await mirror.createOrganization(owner, "late");
  expect(await findByOrganization(db.owner, again)).toMatchObject({ schema, status: "active" });
  await mirror.apply(deletion);
  expect(await findByOrganization(db.owner, again)).toMatchObject({ schema, status: "active" });
});

test("a stranger gets another slug and no data, and operators get a notice", async () => {
  const { id, schema } = await make("prey");
  await removeOrganization(id);
  const stranger = await stage.newPerson();
  const again = await mirror.createOrganization(stranger, "prey");
  const tenant = await findByOrganization(db.owner, again);
  expect(tenant).toMatchObject({ slug: "prey-2", status: "active" });
  expect(tenant?.schema).not.toBe(schema);
  expect(await noticesOf(again)).toEqual(["takeover-refused"]);
  expect(await findBySlug(db.owner, "prey")).toMatchObject({ clerkOrgId: id, status: "deleting" });
});

test("so does anyone who was not an owner when the organization was deleted", async () => {
  for (const [slug, role, change] of [
    ["was-admin", "admin", undefined],
    ["was-removed", "owner", "remove"],
    ["was-demoted", "owner", "demote"],
  ] as const) {
    const { id, schema, member } = await make(slug, role);
    const key = { organizationId: id, userId: member };
    if (change === "remove") await stage.api.organizations.deleteOrganizationMembership(key);
    if (change === "demote")
      await stage.api.organizations.updateOrganizationMembership({ ...key, role: "org:member" });
    await mirror.applyNews();
    await removeOrganization(id);
    expect([slug, await slugGiven(member, slug)]).toEqual([slug, `${slug}-2`]);
    expect((await findBySlug(db.owner, slug))?.schema).toBe(schema);
  }
});

test("a closed workspace stays closed, a suspended one suspended, and after the grace period there is nothing to hand back", async () => {
  const closed = await make("closed");
  await deleteTenant(db.owner, "closed");
  await removeOrganization(closed.id);
  expect(await slugGiven(closed.owner, "closed")).toBe("closed-2");

  const unpaid = await make("unpaid");
  await suspendTenant(db.owner, "unpaid", "unpaid");
  await removeOrganization(unpaid.id);
  const again = await mirror.createOrganization(unpaid.owner, "unpaid");
  expect(await findByOrganization(db.owner, again)).toMatchObject({ slug: "unpaid", status: "suspended" });

  const over = await make("over");
  await removeOrganization(over.id);
  await db.owner`update public.tenants set deleting_since = now() - interval '30 days' where slug = 'over'`;
  expect(await slugGiven(over.owner, "over")).toBe("over-2");
});

test("nothing is handed to an organization that is already gone when its event is applied", async () => {
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
  await mirror.apply(creation, old);
  expect(await findBySlug(db.owner, "twice")).toMatchObject({ clerkOrgId: id, status: "deleting" });
  expect(await findByOrganization(db.owner, again.id)).toBeUndefined();
});

test("a deletion that arrives while the tenant is handed back closes it", async () => {
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
  await untilBlocked(db.owner, 1);
  await markDeleting(db.owner, again.id);
  release();
  await Promise.all([held, applying]);
  expect(await findBySlug(db.owner, "closing")).toMatchObject({ clerkOrgId: again.id, status: "deleting" });
});

test("an organization that got a tenant of its own while another was handed back to it keeps that", async () => {
  const { owner, id } = await make("meanwhile");
  await removeOrganization(id);
  const again = await stage.api.organizations.createOrganization({
    name: "x",
    slug: "meanwhile",
    createdBy: owner,
  });
  await stage.take();
  const own = await provisionTenant(db.owner, context.sealSecret, {
    clerkOrgId: again.id,
    name: "x",
    slug: "elsewhere",
  });
  const given = { clerkOrgId: again.id, clerkSlug: null, creatorId: owner };
  expect(await reclaimTenant(context, "meanwhile", given)).toBeUndefined();
  expect(await findByOrganization(db.owner, again.id)).toMatchObject({ id: own.id, slug: "elsewhere" });
  expect(await findBySlug(db.owner, "meanwhile")).toMatchObject({ clerkOrgId: id, status: "deleting" });
});

test("an operator who links and restores gives the workspace to the new organization's members only", async () => {
  const { id, schema, owner } = await make("linked");
  await removeOrganization(id);
  const stranger = await stage.newPerson();
  const again = await mirror.createOrganization(stranger, "linked");
  await linkOrganization(context, "linked", again);
  await restoreTenant(db.owner, "linked");
  expect(await activeIn(again)).toEqual([]);
  await reconcile(context, { tenant: "linked" });
  expect(await findByOrganization(db.owner, again)).toMatchObject({ schema, status: "active" });
  expect(await activeIn(again)).toEqual([`${stranger} owner`]);
  expect(owner).not.toBe(stranger);
});

test("of two organizations recreated concurrently under one slug, each gets a tenant, and the former owner's gets the data", async () => {
  const { owner, id, schema } = await make("raced");
  await removeOrganization(id);
  const stranger = await stage.newPerson();
  const { organizations } = stage.api;
  const theirs = await organizations.createOrganization({ name: "raced", createdBy: stranger });
  const ours = await organizations.createOrganization({ name: "Raced", slug: "raced-x", createdBy: owner });
  // Clerk has no slugs here: they derive from the names, and both names give the same one.
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
async function make(slug: string, role: MemberRole = "admin") {
  const owner = await stage.newPerson();
  const id = await mirror.createOrganization(owner, slug);
  const member = await mirror.newMember(id, role);
  const { schema } = await mirror.getTenant(id);
  return { owner, member, id, schema };
}

/** Creates an organization with this slug. @returns the slug of the tenant that it gets. */
async function slugGiven(createdBy: string, wanted: string): Promise<string> {
  return (await mirror.getTenant(await mirror.createOrganization(createdBy, wanted))).slug;
}

async function removeOrganization(id: string): Promise<void> {
  await stage.api.organizations.deleteOrganization(id);
  await mirror.applyNews();
}

async function activeIn(organizationId: string): Promise<string[]> {
  return (await mirror.listActive(organizationId)).map(({ id, role }) => `${id} ${role}`).sort();
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
  return await inTenantAsOwner(context, { id: tenant?.id, schema }, "test", (tx) => tx.unsafe(text));
}
