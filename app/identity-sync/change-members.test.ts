import { expect, test } from "bun:test";
import type { ClerkApi } from "#app/clerk/api.server.ts";
import { changed, typesOf } from "#app/testing/deliveries.ts";
import {
  changing,
  done,
  inviting,
  MemberChanges,
  newAddress,
  refused,
  revoking,
} from "#app/testing/member-changes.ts";
import { Mirror } from "#app/testing/mirror.ts";
import { ClerkIsDown } from "#app/testing/stage.ts";
import { findChange } from "#db/jobs/change-requests.ts";
import { inTenantAsOwner } from "#db/tenant/owner-transaction.ts";
import type { Tenant } from "#db/tenant/tenant.ts";
import { applyChangeRequest } from "./apply-change.ts";

// Each request is carried out once, at Clerk and in the mirror, in the requester's name.
const mirror = await Mirror.open();
const { db, stage, context } = mirror;
const changes = new MemberChanges(mirror);

test("an invitation, a role change and a removal reach Clerk, the mirror and, once, the audit log", async () => {
  const { tenant, owner, admin, member, viewer } = await mirror.makeWorkspace();
  const email = newAddress();
  expect(await changes.ask(tenant, admin, { ...inviting, email, role: "viewer" })).toEqual(done);
  const [invitation] = await changes.listPending(tenant);
  expect(invitation).toMatchObject({ emailAddress: email, role: "org:viewer" });
  expect(await changes.ask(tenant, owner, changing(member, "admin"))).toEqual(done);
  expect(await changes.ask(tenant, admin, { kind: "remove-member", userId: viewer })).toEqual(done);
  expect(await changes.ask(tenant, owner, revoking(invitation?.id))).toEqual(done);
  expect(await changes.rolesIn(tenant)).toEqual({ [owner]: "owner", [admin]: "admin", [member]: "admin" });
  const lines = [
    `member.invited ${admin} ${email}`,
    `member.role-changed ${owner} P`,
    `member.left ${admin} P`,
    `invitation.revoked ${owner} ${email}`,
  ];
  expect(await auditOf(tenant)).toEqual(lines);
  const events = await stage.take();
  expect(new Set(typesOf(events))).toEqual(
    new Set([
      "organizationInvitation.created",
      "organizationInvitation.revoked",
      "organizationMembership.updated",
      "organizationMembership.deleted",
    ]),
  );
  await mirror.apply([...events.toReversed(), ...events]);
  expect(await auditOf(tenant)).toEqual(lines);
});

test("an invitation made at Clerk is logged with its inviter", async () => {
  const { tenant, owner } = await mirror.makeWorkspace();
  const email = newAddress();
  await stage.api.organizations.createOrganizationInvitation({
    ...{ organizationId: tenant.clerkOrgId, emailAddress: email, role: "org:member", inviterUserId: owner },
  });
  const [event] = await stage.take();
  if (event) {
    const byNobody = changed(event, (data) => ({ ...data, id: "orginv_other", inviter_id: null }));
    await mirror.apply([event, byNobody]);
  }
  expect(await auditOf(tenant)).toEqual([`member.invited ${owner} ${email}`, `member.invited null ${email}`]);
});

test("a member can leave; the last owner cannot", async () => {
  const { tenant, owner, viewer } = await mirror.makeWorkspace();
  expect(await changes.ask(tenant, viewer, { kind: "leave" })).toEqual(done);
  expect(await changes.ask(tenant, owner, { kind: "leave" })).toEqual(refused("last-owner"));
  expect(await changes.ask(tenant, "user_stranger", { kind: "leave" })).toEqual(done);
  expect(await changes.rolesIn(tenant)).not.toHaveProperty(viewer);
  expect(await changes.rolesIn(tenant)).toHaveProperty(owner);
  expect(await auditOf(tenant)).toEqual([`member.left ${viewer} P`]);
});

test("a worker stopped after Clerk's answer repeats nothing and still logs the requester", async () => {
  const { tenant, owner, member, viewer } = await mirror.makeWorkspace();
  const email = newAddress();
  for (const wish of [
    { ...inviting, email, role: "member" } as const,
    changing(member, "viewer"),
    { kind: "leave" } as const,
  ]) {
    const id = await changes.request(tenant, wish.kind === "leave" ? viewer : owner, wish);
    const cut = { ...context, clerk: cutOffAfterwards(stage.source) };
    await expect(applyChangeRequest(cut, id)).rejects.toThrow("ClerkIsDown");
    expect(await findChange(db.webPool, id)).toMatchObject({ status: "waiting" });
    expect(await changes.outcomeOf(id)).toEqual(done);
    expect(await changes.outcomeOf(id)).toEqual(done);
  }
  expect(await changes.listPending(tenant)).toHaveLength(1);
  expect(await auditOf(tenant)).toEqual([
    `member.invited ${owner} ${email}`,
    `member.role-changed ${owner} P`,
    `member.left ${viewer} P`,
  ]);
});

test("a request that several workers process concurrently is applied once", async () => {
  const { tenant, owner, member } = await mirror.makeWorkspace();
  const email = newAddress();
  for (const wish of [{ ...inviting, email, role: "member" } as const, changing(member, "admin")]) {
    const id = await changes.request(tenant, owner, wish);
    await Promise.all([1, 2, 3].map(() => applyChangeRequest(context, id)));
    expect(await findChange(db.webPool, id)).toEqual(done);
  }
  expect(await auditOf(tenant)).toEqual([
    `member.invited ${owner} ${email}`,
    `member.role-changed ${owner} P`,
  ]);
});

/** Without the entries about people who joined. */
async function auditOf(tenant: Tenant): Promise<string[]> {
  const rows = await inTenantAsOwner(
    context,
    tenant,
    "test",
    (tx) =>
      tx`select action, actor_id, target_name from audit_log where action <> 'member.joined' order by at, id`,
  );
  return rows.map(({ action, actor_id, target_name }) => `${action} ${actor_id} ${target_name}`);
}

/** A proxy to Clerk that carries out changes, but whose answers to them are lost. */
function cutOffAfterwards(source: ClerkApi): ClerkApi {
  return new Proxy(source, {
    get: (target, name) => {
      const value = Reflect.get(target, name);
      if (typeof value !== "function") return value;
      return async (...args: unknown[]) => {
        const answer = await value.apply(target, args);
        if (["invite", "changeRole", "removeMember"].includes(String(name))) throw new ClerkIsDown();
        return answer;
      };
    },
  });
}
