import { expect, test } from "bun:test";
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
import { askForChange, listOwnChanges } from "#db/jobs/change-requests.ts";
import { encodeMemberChange, type MemberChange } from "#db/jobs/member-change.ts";
import type { MemberRole } from "#db/queries/members.ts";
import type { Tenant } from "#db/tenant/tenant.ts";
import { testSealSecret } from "#db/testing/database.ts";

// Who may change whom: Clerk's current roles decide, and only for requests that the requester signed.
const mirror = await Mirror.open();
const { db, stage } = mirror;
const changes = new MemberChanges(mirror);
const roles = ["owner", "admin", "member", "viewer"] as const;

for (const actor of roles) {
  test(`at Clerk now, the ${actor} decides about whom the matrix says, and gives no other role`, async () => {
    const people = await mirror.makeWorkspace();
    const { tenant } = people;
    const mayGive = { owner: roles, admin: ["member", "viewer"], member: [], viewer: [] }[actor];
    const invitable: string[] = [];
    for (const role of roles) {
      const outcome = await changes.ask(tenant, people[actor], { ...inviting, email: newAddress(), role });
      if (outcome?.status === "done") invitable.push(role);
      else expect(outcome).toEqual(refused("not-allowed"));
    }
    expect(invitable).toEqual([...mayGive]);

    for (const from of roles) {
      for (const to of roles.filter((role) => role !== from)) {
        const target = await mirror.newMember(tenant.clerkOrgId, from);
        const outcome = await changes.ask(tenant, people[actor], changing(target, to));
        const may = [from, to].every((role) => ([...mayGive] as string[]).includes(role));
        expect([from, to, outcome]).toEqual([from, to, may ? done : refused("not-allowed")]);
      }
    }
    for (const role of roles) {
      const outcome = await changes.ask(tenant, people[actor], {
        kind: "remove-member",
        userId: await mirror.newMember(tenant.clerkOrgId, role),
      });
      const may = ([...mayGive] as string[]).includes(role);
      expect([role, outcome]).toEqual([role, may ? done : refused("not-allowed")]);
      const { id } = await inviteAtClerk(tenant, role);
      const revoked = await changes.ask(tenant, people[actor], revoking(id));
      expect([role, revoked]).toEqual([role, may ? done : refused("not-allowed")]);
    }
    for (const wish of [
      changing(people[actor], "viewer"),
      { kind: "remove-member", userId: people[actor] } as const,
    ])
      expect(await changes.ask(tenant, people[actor], wish)).toEqual(refused("not-allowed"));
  });
}

test("a requester who was demoted or removed meanwhile is refused", async () => {
  const { tenant, admin, member } = await mirror.makeWorkspace();
  const wish = { kind: "remove-member", userId: member } as const;
  const [early, late] = [
    await changes.request(tenant, admin, wish),
    await changes.request(tenant, admin, wish),
  ];
  const key = { organizationId: tenant.clerkOrgId, userId: admin };
  await stage.api.organizations.updateOrganizationMembership({ ...key, role: "org:viewer" });
  expect(await changes.outcomeOf(early)).toEqual(refused("not-allowed"));
  await stage.api.organizations.deleteOrganizationMembership(key);
  expect(await changes.outcomeOf(late)).toEqual(refused("not-allowed"));
  expect(await changes.rolesIn(tenant)).toHaveProperty(member);
});

test("the last owner keeps the role, even if the mirror has another who is no longer one at Clerk", async () => {
  const { tenant, owner, member } = await mirror.makeWorkspace();
  expect(await changes.ask(tenant, owner, changing(member, "owner"))).toEqual(done);
  await stage.api.organizations.updateOrganizationMembership({
    ...{ organizationId: tenant.clerkOrgId, userId: owner, role: "org:member" },
  });
  // The event has not arrived: the mirror still has two owners.
  expect(await changes.rolesIn(tenant)).toMatchObject({ [owner]: "owner", [member]: "owner" });
  expect(await changes.ask(tenant, member, { kind: "leave" })).toEqual(refused("last-owner"));
});

test("requests about other workspaces' people and invitations, or unknown ones, change nothing", async () => {
  const [{ tenant, owner }, elsewhere] = [await mirror.makeWorkspace(), await mirror.makeWorkspace()];
  const { id } = await inviteAtClerk(elsewhere.tenant, "member");
  for (const userId of [elsewhere.member, "user_nobody", "../users", " "])
    for (const wish of [changing(userId, "owner"), { kind: "remove-member", userId } as const])
      expect(await changes.ask(tenant, owner, wish)).toEqual(refused("no-member"));
  for (const invitationId of [id, "orginv_nothing"])
    expect(await changes.ask(tenant, owner, revoking(invitationId))).toEqual(refused("no-invitation"));
  for (const [kind, value] of [
    ["invite", '{"email":"a@b.test","role":"root","returnTo":"x"}'],
    ["change-role", "[]"],
    ["remove-member", undefined],
    ["revoke-invitation", "not json"],
    ["leave", '{"userId":"somebody"}'],
  ] as const) {
    const asked = { tenantId: tenant.id, requestedBy: owner, kind, value };
    expect(await changes.outcomeOf(await askForChange(db.webPool, testSealSecret, asked))).toEqual(
      refused("malformed"),
    );
  }
  expect(await changes.rolesIn(tenant)).not.toHaveProperty(elsewhere.member);
  expect(Object.keys(await changes.rolesIn(elsewhere.tenant))).toHaveLength(4);
  expect(await changes.listPending(elsewhere.tenant)).toHaveLength(1);
});

test("SQL in the web process's role can neither forge nor alter a request", async () => {
  const { tenant, owner, member } = await mirror.makeWorkspace();
  const elsewhere = await mirror.makeWorkspace();
  const genuine = await changes.request(tenant, owner, changing(member, "admin"));
  const [row] = await db.owner`select at, signature from public.change_requests where id = ${genuine}`;
  const target = encodeMemberChange(changing(member, "admin"));
  const forgeries: { kind: MemberChange["kind"]; value: string; tenantId?: string; by?: string }[] = [
    { kind: "invite", value: encodeMemberChange({ ...inviting, email: newAddress(), role: "owner" }) },
    { kind: "revoke-invitation", value: encodeMemberChange(revoking("orginv_x")) },
    { kind: "change-role", value: encodeMemberChange(changing(member, "owner")) },
    { kind: "remove-member", value: encodeMemberChange({ kind: "remove-member", userId: member }) },
    { kind: "leave", value: "{}" },
    { kind: "change-role", value: target, tenantId: elsewhere.tenant.id },
    { kind: "change-role", value: target, by: member },
    { kind: "change-role", value: target },
  ];
  for (const { kind, value, tenantId = tenant.id, by = owner } of forgeries) {
    for (const signature of [row?.signature, "0".repeat(64)]) {
      const id = Bun.randomUUIDv7();
      await db.webPool.use(
        (client) =>
          client`select app.ask_for_change(${id}, ${tenantId}, ${by}, ${kind}, ${value}, ${row?.at}, ${signature})`,
      );
      expect([kind, await changes.outcomeOf(id)]).toEqual([kind, refused("forged")]);
    }
  }
  expect(await changes.rolesIn(tenant)).toMatchObject({ [owner]: "owner", [member]: "member" });
});

test("only the requester sees a request's outcome, and only in that workspace", async () => {
  const [{ tenant, owner, admin }, elsewhere] = [await mirror.makeWorkspace(), await mirror.makeWorkspace()];
  const id = await changes.request(tenant, owner, { kind: "leave" });
  const told = (tenantId: string, requestedBy: string) =>
    listOwnChanges(db.webPool, [id, Bun.randomUUIDv7()], { tenantId, requestedBy });
  expect(await told(tenant.id, owner)).toEqual([
    { id, kind: "leave", value: "{}", status: "waiting", error: null },
  ]);
  expect(await told(tenant.id, admin)).toEqual([]);
  expect(await told(elsewhere.tenant.id, owner)).toEqual([]);
});

async function inviteAtClerk({ clerkOrgId }: Tenant, role: MemberRole) {
  return await stage.api.organizations.createOrganizationInvitation({
    ...{ organizationId: clerkOrgId, emailAddress: newAddress(), role: `org:${role}` },
  });
}
