import { expect, test } from "bun:test";
import { changed, signed } from "#app/testing/deliveries.ts";
import { Mirror } from "#app/testing/mirror.ts";
import { listNotices } from "#db/directory/notices.ts";
import { findByOrganization } from "#db/directory/tenant-rows.ts";
import type { Delivery } from "#db/jobs/delivery.ts";
import type { MemberRole } from "#db/queries/members.ts";
import { inTenantAsOwner } from "#db/tenant/owner-transaction.ts";
import { applyDelivery } from "./apply-event.ts";
import { syncMember } from "./sync-organization.ts";

// What an event changes by itself, and what needs confirmation by Clerk's Backend API.
const mirror = await Mirror.open();
const { db, stage, context } = mirror;

test("removals and deletions are applied while Clerk is down", async () => {
  const { id, members, remove } = await workspace(["admin", "member", "member"]);
  const [ann = "", bob = ""] = members;
  const removal = await remove(ann);
  await stage.api.users.deleteUser(bob);
  const deletion = await stage.take();
  await withoutClerk(async () => {
    await mirror.apply([...removal, ...deletion]);
    expect(await rolesOf(id)).toEqual(["owner", "member"]);
  });
  await stage.api.organizations.deleteOrganization(id);
  const closing = await stage.take();
  await withoutClerk(() => mirror.apply(closing));
  expect((await findByOrganization(db.owner, id))?.status).toBe("deleting");
});

test("no one is admitted while Clerk is down: the event is retried", async () => {
  const { id, members, remove } = await workspace(["member"]);
  const [ann = ""] = members;
  await mirror.apply(await remove(ann));
  await stage.join(id, ann, "admin");
  const joining = await stage.take();
  await withoutClerk(() => expect(mirror.apply(joining)).rejects.toThrow("ClerkIsDown"));
  expect(await rolesOf(id)).toEqual(["owner"]);
  await mirror.apply(joining);
  expect(await rolesOf(id)).toEqual(["owner", "admin"]);
});

test("while Clerk is down, no workspace is created, and a role can only become lower", async () => {
  const { id, members } = await workspace(["admin", "member"]);
  const [ann = "", bob = ""] = members;
  const { organizations } = stage.api;
  await organizations.updateOrganizationMembership({ organizationId: id, userId: ann, role: "org:viewer" });
  await organizations.updateOrganizationMembership({ organizationId: id, userId: bob, role: "org:owner" });
  const other = await organizations.createOrganization({ name: "Later", createdBy: ann });
  const events = await stage.take();
  await withoutClerk(async () => {
    for (const event of events) await expect(mirror.apply([event])).rejects.toThrow("ClerkIsDown");
  });
  expect(await rolesOf(id)).toEqual(["owner", "member", "viewer"]);
  expect(await findByOrganization(db.owner, other.id)).toBeUndefined();
  await mirror.apply(events);
  expect(await rolesOf(id)).toEqual(["owner", "owner", "viewer"]);
});

test("an old join does not readmit a member who left, and an old removal does not remove one who came back", async () => {
  const { id, members, joinings, remove } = await workspace(["member"]);
  const [ann = ""] = members;
  const leaving = await remove(ann);
  await mirror.apply(leaving);
  await mirror.apply(joinings);
  expect(await rolesOf(id)).toEqual(["owner"]);
  await stage.join(id, ann, "viewer");
  await mirror.applyNews();
  await mirror.apply(leaving);
  expect(await rolesOf(id)).toEqual(["owner", "viewer"]);
});

test("a removal that arrives before the join, or before the workspace exists, holds", async () => {
  const owner = await stage.newPerson();
  const ann = await stage.newPerson();
  await stage.take();
  const { id } = await stage.api.organizations.createOrganization({ name: "Early", createdBy: owner });
  await stage.join(id, ann, "admin");
  const earlier = await stage.take();
  // Clerk's answer is older than the removal, and still in flight when the event about the removal arrives.
  const answer = await stage.truth.findWithMembers(id);
  await stage.api.organizations.deleteOrganizationMembership({ organizationId: id, userId: ann });
  await mirror.applyNews();
  const slow = Object.create(stage.truth, {
    findWithMembers: { value: async () => answer },
    findMember: {
      value: async (_: string, userId: string) => answer?.members.find(({ id }) => id === userId),
    },
  });
  await mirror.apply(earlier, slow);
  expect(await rolesOf(id)).toEqual(["owner"]);
});

test("an answer from before a user was deleted does not admit them", async () => {
  const { id, members } = await workspace(["member"]);
  const [ann = ""] = members;
  const answer = await stage.truth.findMember(id, ann);
  await stage.api.users.deleteUser(ann);
  await mirror.applyNews();
  const slow = Object.create(stage.truth, { findMember: { value: async () => answer } });
  await syncMember({ ...context, clerk: slow }, await mirror.getTenant(id), ann);
  expect(await rolesOf(id)).toEqual(["owner"]);
});

test("a late, older answer does not undo a newer one", async () => {
  const { id, members } = await workspace(["admin"]);
  const [ann = ""] = members;
  const answer = await stage.truth.findMember(id, ann);
  const older = Object.create(stage.truth, { findMember: { value: async () => answer } });
  await Bun.sleep(2);
  await stage.api.organizations.updateOrganizationMembership({
    organizationId: id,
    userId: ann,
    role: "org:viewer",
  });
  const events = await stage.take();
  await mirror.apply(events);
  await mirror.apply(events, older);
  expect(await rolesOf(id)).toEqual(["owner", "viewer"]);
});

test("a validly signed event alone grants nothing", async () => {
  const { id, members, joinings } = await workspace(["viewer"]);
  const [ann = ""] = members;
  const stranger = await stage.newPerson();
  const [joining] = joinings.filter(({ body }) => body.includes(ann) && body.includes("Membership"));
  const later = Date.now() + 60_000;
  const asOwner = changed(joining as Delivery, (data) => ({ ...data, role: "org:owner", updated_at: later }));
  const asStranger = changed(joining as Delivery, (data) => ({
    ...data,
    ...{ id: "orgmem_forged", role: "org:owner", updated_at: later, public_user_data: { user_id: stranger } },
  }));
  await mirror.apply([asOwner, asStranger]);
  expect(await rolesOf(id)).toEqual(["owner", "viewer"]);
});

test("a lower role that is older than the mirror's changes nothing, in seconds or milliseconds", async () => {
  const { id, members } = await workspace(["admin"]);
  const membership = (await stage.truth.findWithMembers(id))?.members.find(
    (member) => member.id === members[0],
  );
  const event = (role: string, updatedAt: number) => {
    const data = {
      ...{ id: membership?.membershipId, role, updated_at: updatedAt },
      ...{ organization: { id }, public_user_data: { user_id: members[0] } },
    };
    return signed({ type: "organizationMembership.updated", data });
  };
  const at = membership?.changedAt.getTime() ?? 0;
  await withoutClerk(async () => {
    await expect(mirror.apply([event("org:viewer", at - 1)])).rejects.toThrow("ClerkIsDown");
    await expect(mirror.apply([event("org:viewer", Math.floor(at / 1000) - 1)])).rejects.toThrow(
      "ClerkIsDown",
    );
    expect(await rolesOf(id)).toEqual(["owner", "admin"]);
    await expect(mirror.apply([event("org:viewer", Math.floor(at / 1000) + 1)])).rejects.toThrow(
      "ClerkIsDown",
    );
    expect(await rolesOf(id)).toEqual(["owner", "viewer"]);
  });
});

test("a workspace without an owner at Clerk is mirrored as such, with one notice to operators", async () => {
  const { id, owner } = await workspace(["member"]);
  await stage.api.users.deleteUser(owner);
  const deletion = await stage.take();
  await mirror.apply([...deletion, ...deletion]);
  expect(await rolesOf(id)).toEqual(["member"]);
  expect((await listNotices(db.owner)).filter(({ clerkOrgId }) => clerkOrgId === id)).toMatchObject([
    { kind: "no-owner" },
  ]);
});

test("invitations change nothing; an accepted one admits only a real member", async () => {
  const { id } = await workspace([]);
  const ann = await stage.newPerson();
  await stage.take();
  const accepted = (user_id: string) =>
    signed({
      type: "organizationInvitation.accepted",
      data: {
        id: "orginv_1",
        organization_id: id,
        user_id,
        email_address: "a@example.com",
        role: "org:member",
      },
    });
  expect(await applyDelivery(context, accepted(ann))).toBe("done");
  expect(await rolesOf(id)).toEqual(["owner"]);
  await stage.join(id, ann, "member");
  await stage.take();
  await mirror.apply([accepted(ann)]);
  expect(await rolesOf(id)).toEqual(["owner", "member"]);
});

test("an invitation and its revocation are in the audit log once", async () => {
  const { id } = await workspace([]);
  const { organizations } = stage.api;
  const invited = await organizations.createOrganizationInvitation({
    organizationId: id,
    emailAddress: "guest@example.com",
    role: "org:viewer",
  });
  await organizations.revokeOrganizationInvitation({ organizationId: id, invitationId: invited.id });
  const deliveries = await stage.take();
  await mirror.apply([...deliveries, ...deliveries]);
  const lines = await inTenantAsOwner(
    context,
    await mirror.getTenant(id),
    "test",
    (tx) => tx`
    select action, target_name, after from audit_log where target_type = 'invitation' order by id`,
  );
  expect(lines.map((line) => ({ ...line }))).toEqual([
    { action: "member.invited", target_name: "guest@example.com", after: { role: "org:viewer" } },
    { action: "invitation.revoked", target_name: "guest@example.com", after: { role: "org:viewer" } },
  ]);
});

/** An organization with an owner and members with these roles, whose events have been applied. */
async function workspace(roles: MemberRole[]) {
  const owner = await stage.newPerson();
  const { id } = await stage.api.organizations.createOrganization({ name: "Initech", createdBy: owner });
  const members: string[] = [];
  for (const role of roles) {
    const person = await stage.newPerson();
    await stage.join(id, person, role);
    members.push(person);
  }
  const joinings = await stage.take();
  await mirror.apply(joinings);
  const remove = async (userId: string) => {
    await stage.api.organizations.deleteOrganizationMembership({ organizationId: id, userId });
    return await stage.take();
  };
  return { id, owner, members, joinings, remove };
}

async function withoutClerk(fn: () => unknown): Promise<void> {
  stage.isUp = false;
  try {
    await fn();
  } finally {
    stage.isUp = true;
  }
}

/** The active members' roles, the highest first. */
async function rolesOf(organizationId: string): Promise<string[]> {
  const order = ["owner", "admin", "member", "viewer"];
  const roles = (await mirror.listActive(organizationId)).map(({ role }) => role);
  return roles.sort((a, b) => order.indexOf(a) - order.indexOf(b));
}
