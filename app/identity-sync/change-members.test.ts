import { afterAll, beforeAll, expect, setSystemTime, test } from "bun:test";
import { changed, typesOf } from "#app/testing/deliveries.ts";
import { ClerkIsDown, Stage } from "#app/testing/stage.ts";
import { asTenant } from "#db/as-tenant.ts";
import { askForChange, type ChangeOutcome, findChange, listOwnChanges } from "#db/change-requests.ts";
import { deleteTenant } from "#db/lifecycle.ts";
import { type MemberWish, valueOfWish } from "#db/member-wish.ts";
import { findByOrganization } from "#db/provision.ts";
import type { MemberRole } from "#db/queries/members.ts";
import type { Tenant } from "#db/tenant.ts";
import { createTestDatabase, type TestDatabase, testSealSecret } from "#db/testing/database.ts";
import { LOCAL_SECRET_KEY, LOCAL_WEBHOOK_SECRET } from "#scripts/local/clerk/keys.ts";
import { applyChangeRequest } from "./apply-change.ts";
import { applyDelivery, type SyncContext } from "./apply-event.ts";
import { ClerkSource } from "./clerk-source.ts";

const roles = ["owner", "admin", "member", "viewer"] as const;
const done: ChangeOutcome = { status: "done", error: null };
const refused = (error: string): ChangeOutcome => ({ status: "refused", error });

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

test("an invitation, a role and a removal are Clerk's and the mirror's at once, and the log has who asked, once", async () => {
  const { tenant, owner, admin, member, viewer } = await make();
  const email = newAddress();
  expect(await ask(tenant, admin, { ...inviting, email, role: "viewer" })).toEqual(done);
  const [invitation] = await pendingAt(tenant);
  expect(invitation).toMatchObject({ emailAddress: email, role: "org:viewer" });
  expect(await ask(tenant, owner, changing(member, "admin"))).toEqual(done);
  expect(await ask(tenant, admin, { kind: "remove-member", userId: viewer })).toEqual(done);
  expect(await ask(tenant, owner, revoking(invitation?.id))).toEqual(done);
  expect(await mirrorOf(tenant)).toEqual({ [owner]: "owner", [admin]: "admin", [member]: "admin" });
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
  for (const event of [...events.toReversed(), ...events]) await applyDelivery(context, event);
  expect(await auditOf(tenant)).toEqual(lines);
});

test("an invitation that was made at Clerk itself has there who made it", async () => {
  const { tenant, owner } = await make();
  const email = newAddress();
  await stage.api.organizations.createOrganizationInvitation({
    ...{ organizationId: tenant.clerkOrgId, emailAddress: email, role: "org:member", inviterUserId: owner },
  });
  const [event] = await stage.take();
  if (event) await applyDelivery(context, event);
  if (event)
    await applyDelivery(
      context,
      changed(event, (data) => ({ ...data, id: "orginv_other", inviter_id: null })),
    );
  expect(await auditOf(tenant)).toEqual([`member.invited ${owner} ${email}`, `member.invited null ${email}`]);
});

test("somebody leaves, and is out; the last owner cannot", async () => {
  const { tenant, owner, viewer } = await make();
  expect(await ask(tenant, viewer, { kind: "leave" })).toEqual(done);
  expect(await ask(tenant, owner, { kind: "leave" })).toEqual(refused("last-owner"));
  expect(await ask(tenant, "user_stranger", { kind: "leave" })).toEqual(done);
  expect(await mirrorOf(tenant)).not.toHaveProperty(viewer);
  expect(await mirrorOf(tenant)).toHaveProperty(owner);
  expect(await auditOf(tenant)).toEqual([`member.left ${viewer} P`]);
});

for (const actor of roles) {
  test(`at Clerk now, the ${actor} decides about whom the matrix says, and gives no other role`, async () => {
    const people = await make();
    const { tenant } = people;
    const mayGive = { owner: roles, admin: ["member", "viewer"], member: [], viewer: [] }[actor];
    const invitable: string[] = [];
    for (const role of roles) {
      const outcome = await ask(tenant, people[actor], { ...inviting, email: newAddress(), role });
      if (outcome?.status === "done") invitable.push(role);
      else expect(outcome).toEqual(refused("not-allowed"));
    }
    expect(invitable).toEqual([...mayGive]);

    for (const from of roles) {
      for (const to of roles.filter((role) => role !== from)) {
        const target = await join(tenant, from);
        const outcome = await ask(tenant, people[actor], changing(target, to));
        const may = [from, to].every((role) => ([...mayGive] as string[]).includes(role));
        expect([from, to, outcome]).toEqual([from, to, may ? done : refused("not-allowed")]);
      }
    }
    for (const role of roles) {
      const outcome = await ask(tenant, people[actor], {
        kind: "remove-member",
        userId: await join(tenant, role),
      });
      const may = ([...mayGive] as string[]).includes(role);
      expect([role, outcome]).toEqual([role, may ? done : refused("not-allowed")]);
      const { id } = await inviteAtClerk(tenant, role);
      const revoked = await ask(tenant, people[actor], revoking(id));
      expect([role, revoked]).toEqual([role, may ? done : refused("not-allowed")]);
    }
    for (const wish of [
      changing(people[actor], "viewer"),
      { kind: "remove-member", userId: people[actor] } as const,
    ])
      expect(await ask(tenant, people[actor], wish)).toEqual(refused("not-allowed"));
  });
}

test("who was demoted or removed since they asked is refused", async () => {
  const { tenant, admin, member } = await make();
  const wish = { kind: "remove-member", userId: member } as const;
  const [early, late] = [await request(tenant, admin, wish), await request(tenant, admin, wish)];
  const key = { organizationId: tenant.clerkOrgId, userId: admin };
  await stage.api.organizations.updateOrganizationMembership({ ...key, role: "org:viewer" });
  expect(await outcomeOf(early)).toEqual(refused("not-allowed"));
  await stage.api.organizations.deleteOrganizationMembership(key);
  expect(await outcomeOf(late)).toEqual(refused("not-allowed"));
  expect(await mirrorOf(tenant)).toHaveProperty(member);
});

test("the last owner stays one, also when the mirror knows of another who is none at Clerk any more", async () => {
  const { tenant, owner, member } = await make();
  expect(await ask(tenant, owner, changing(member, "owner"))).toEqual(done);
  await stage.api.organizations.updateOrganizationMembership({
    ...{ organizationId: tenant.clerkOrgId, userId: owner, role: "org:member" },
  });
  // The event that says so has not come: in the mirror there are two.
  expect(await mirrorOf(tenant)).toMatchObject({ [owner]: "owner", [member]: "owner" });
  expect(await ask(tenant, member, { kind: "leave" })).toEqual(refused("last-owner"));
});

test("what is about people and invitations of elsewhere, or about nothing, is refused, and changes nothing", async () => {
  const [{ tenant, owner }, elsewhere] = [await make(), await make()];
  const { id } = await inviteAtClerk(elsewhere.tenant, "member");
  for (const userId of [elsewhere.member, "user_nobody", "../users", " "])
    for (const wish of [changing(userId, "owner"), { kind: "remove-member", userId } as const])
      expect(await ask(tenant, owner, wish)).toEqual(refused("no-member"));
  for (const invitationId of [id, "orginv_nothing"])
    expect(await ask(tenant, owner, revoking(invitationId))).toEqual(refused("no-invitation"));
  for (const [kind, value] of [
    ["invite", '{"email":"a@b.test","role":"root","returnTo":"x"}'],
    ["change-role", "[]"],
    ["remove-member", undefined],
    ["revoke-invitation", "not json"],
    ["leave", '{"userId":"somebody"}'],
  ] as const) {
    const asked = { tenantId: tenant.id, requestedBy: owner, kind, value };
    expect(await outcomeOf(await askForChange(db.webPool, testSealSecret, asked))).toEqual(
      refused("malformed"),
    );
  }
  expect(await mirrorOf(tenant)).not.toHaveProperty(elsewhere.member);
  expect(Object.keys(await mirrorOf(elsewhere.tenant))).toHaveLength(4);
  expect(await pendingAt(elsewhere.tenant)).toHaveLength(1);
});

test("SQL in the web process's role asks in nobody's name, and makes of what was asked nothing else", async () => {
  const { tenant, owner, member } = await make();
  const elsewhere = await make();
  const genuine = await request(tenant, owner, changing(member, "admin"));
  const [row] = await db.owner`select at, signature from public.change_requests where id = ${genuine}`;
  const target = valueOfWish(changing(member, "admin"));
  const forgeries: { kind: MemberWish["kind"]; value: string; tenantId?: string; by?: string }[] = [
    { kind: "invite", value: valueOfWish({ ...inviting, email: newAddress(), role: "owner" }) },
    { kind: "revoke-invitation", value: valueOfWish(revoking("orginv_x")) },
    { kind: "change-role", value: valueOfWish(changing(member, "owner")) },
    { kind: "remove-member", value: valueOfWish({ kind: "remove-member", userId: member }) },
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
      expect([kind, await outcomeOf(id)]).toEqual([kind, refused("forged")]);
    }
  }
  expect(await mirrorOf(tenant)).toMatchObject({ [owner]: "owner", [member]: "member" });
});

test("what became of a request is told to who asked, in that workspace, and to nobody else", async () => {
  const [{ tenant, owner, admin }, elsewhere] = [await make(), await make()];
  const id = await request(tenant, owner, { kind: "leave" });
  const told = (tenantId: string, requestedBy: string) =>
    listOwnChanges(db.webPool, [id, Bun.randomUUIDv7()], { tenantId, requestedBy });
  expect(await told(tenant.id, owner)).toEqual([
    { id, kind: "leave", value: "{}", status: "waiting", error: null },
  ]);
  expect(await told(tenant.id, admin)).toEqual([]);
  expect(await told(elsewhere.tenant.id, owner)).toEqual([]);
});

test("an address that is in or invited already, or is none, is refused, and says which", async () => {
  const { tenant, owner, member } = await make();
  const email = newAddress();
  const invite = (address: string) => ask(tenant, owner, { ...inviting, email: address, role: "member" });
  expect(await invite(email)).toEqual(done);
  expect(await invite(email.toUpperCase())).toEqual(refused("already-invited"));
  const user = await stage.api.users.getUser(member);
  expect(await invite(user.primaryEmailAddress?.emailAddress ?? "")).toEqual(refused("already-member"));
  expect(await invite("no address")).toEqual(refused("bad-address"));
  expect(await pendingAt(tenant)).toHaveLength(1);
});

test("a worker that ended between Clerk's answer and ours does nothing twice, and still knows who asked", async () => {
  const { tenant, owner, member, viewer } = await make();
  const email = newAddress();
  for (const wish of [
    { ...inviting, email, role: "member" } as const,
    changing(member, "viewer"),
    { kind: "leave" } as const,
  ]) {
    const id = await request(tenant, wish.kind === "leave" ? viewer : owner, wish);
    const cut = { ...context, clerk: cutOffAfterwards(stage.source) };
    await expect(applyChangeRequest(cut, id)).rejects.toThrow("ClerkIsDown");
    expect(await findChange(db.webPool, id)).toMatchObject({ status: "waiting" });
    expect(await outcomeOf(id)).toEqual(done);
    expect(await outcomeOf(id)).toEqual(done);
  }
  expect(await pendingAt(tenant)).toHaveLength(1);
  expect(await auditOf(tenant)).toEqual([
    `member.invited ${owner} ${email}`,
    `member.role-changed ${owner} P`,
    `member.left ${viewer} P`,
  ]);
});

test("one request that several workers have in hand at once is carried out once", async () => {
  const { tenant, owner, member } = await make();
  const email = newAddress();
  for (const wish of [{ ...inviting, email, role: "member" } as const, changing(member, "admin")]) {
    const id = await request(tenant, owner, wish);
    await Promise.all([1, 2, 3].map(() => applyChangeRequest(context, id)));
    expect(await findChange(db.webPool, id)).toEqual(done);
  }
  expect(await auditOf(tenant)).toEqual([
    `member.invited ${owner} ${email}`,
    `member.role-changed ${owner} P`,
  ]);
});

test("nobody waits for Clerk's limit on invitations, and no workspace uses it up", async () => {
  const { tenant, owner } = await make();
  const limited = clerkThat((path, method) => {
    const isInviting = method === "POST" && path.endsWith("/invitations");
    return isInviting ? [429, "too_many_requests", "Too many requests"] : undefined;
  });
  const invite = { ...inviting, email: newAddress(), role: "member" } as const;
  expect(await ask(tenant, owner, invite, limited.clerk)).toEqual(refused("too-many-invitations"));
  await limited.stop();
  await db.owner`
    insert into public.change_requests (id, tenant_id, requested_by, kind, at, signature, status)
    select gen_random_uuid(), ${tenant.id}, 'x', 'invite', now(), repeat('0', 64), 'done' from generate_series(1, 100)`;
  expect(await ask(tenant, owner, invite)).toEqual(refused("too-many-invitations"));
  expect(await pendingAt(tenant)).toEqual([]);
});

test("a role that Clerk does not have is refused, and who made the organization stays its owner without", async () => {
  const { tenant, owner, member } = await make();
  const builtIn = clerkThat((_path, _method, body) =>
    /org:(owner|viewer)/.test(body) ? [404, "resource_not_found", "Organization role not found"] : undefined,
  );
  for (const role of ["owner", "viewer"] as const) {
    const invite = { ...inviting, email: newAddress(), role };
    expect(await ask(tenant, owner, invite, builtIn.clerk)).toEqual(refused("no-such-role"));
    expect(await ask(tenant, owner, changing(member, role), builtIn.clerk)).toEqual(refused("no-such-role"));
  }
  await builtIn.stop();
  const second = await join(tenant, "owner");
  expect(await ask(tenant, second, changing(owner, "admin"))).toEqual(refused("no-such-role"));
  expect(await mirrorOf(tenant)).toMatchObject({ [owner]: "owner", [member]: "member" });
});

test("nothing is done in a workspace that is closed, while Clerk is away, or after an hour", async () => {
  const { tenant, owner, member } = await make();
  const wish = { kind: "remove-member", userId: member } as const;
  const old = await request(tenant, owner, wish);
  setSystemTime(new Date(Date.now() + 61 * 60_000));
  expect(await outcomeOf(old).finally(() => setSystemTime())).toEqual(refused("too-old"));
  const id = await request(tenant, owner, wish);
  stage.isUp = false;
  await expect(applyChangeRequest(context, id)).rejects.toThrow("ClerkIsDown");
  stage.isUp = true;
  await deleteTenant(db.owner, tenant.slug);
  expect(await outcomeOf(id)).toEqual(refused("wrong-status"));
  expect(await stage.truth.findMember(tenant.clerkOrgId, member)).toBeDefined();
});

const inviting = { kind: "invite", returnTo: "http://app.localhost:3000/join" } as const;

function changing(userId: string, role: MemberRole): MemberWish {
  return { kind: "change-role", userId, role };
}

function revoking(invitationId = ""): MemberWish {
  return { kind: "revoke-invitation", invitationId };
}

async function make() {
  const owner = await stage.newPerson();
  const { id } = await stage.api.organizations.createOrganization({
    ...{ name: `Made ${Bun.randomUUIDv7()}`, createdBy: owner },
  });
  for (const event of await stage.take()) await applyDelivery(context, event);
  const tenant = await findByOrganization(db.owner, id);
  if (!tenant) throw new Error(`${id} has no tenant`);
  const [admin, member, viewer] = [
    await join(tenant, "admin"),
    await join(tenant, "member"),
    await join(tenant, "viewer"),
  ];
  return { tenant, owner, admin, member, viewer };
}

async function join({ clerkOrgId }: Tenant, role: MemberRole): Promise<string> {
  const userId = await stage.newPerson();
  await stage.api.organizations.createOrganizationMembership({
    ...{ organizationId: clerkOrgId, userId, role: `org:${role}` },
  });
  for (const event of await stage.take()) await applyDelivery(context, event);
  return userId;
}

async function inviteAtClerk({ clerkOrgId }: Tenant, role: MemberRole) {
  return await stage.api.organizations.createOrganizationInvitation({
    ...{ organizationId: clerkOrgId, emailAddress: newAddress(), role: `org:${role}` },
  });
}

async function pendingAt({ clerkOrgId }: Tenant) {
  const { data } = await stage.api.organizations.getOrganizationInvitationList({
    ...{ organizationId: clerkOrgId, status: ["pending"] },
  });
  return data;
}

function newAddress(): string {
  return `${Bun.randomUUIDv7()}@example.com`;
}

async function request({ id }: Tenant, requestedBy: string, wish: MemberWish): Promise<string> {
  const wanted = { tenantId: id, requestedBy, kind: wish.kind, value: valueOfWish(wish) };
  return await askForChange(db.webPool, testSealSecret, wanted);
}

async function ask(tenant: Tenant, requestedBy: string, wish: MemberWish, clerk = context.clerk) {
  return await outcomeOf(await request(tenant, requestedBy, wish), clerk);
}

async function outcomeOf(id: string, clerk = context.clerk) {
  await applyChangeRequest({ ...context, clerk }, id);
  return await findChange(db.webPool, id);
}

async function mirrorOf(tenant: Tenant): Promise<Record<string, string>> {
  const rows = await asTenant(
    context,
    tenant,
    "test",
    (tx) => tx`select id, role from users where is_active`,
  );
  return Object.fromEntries(rows.map(({ id, role }) => [id, role]));
}

/** Without who joined. */
async function auditOf(tenant: Tenant): Promise<string[]> {
  const rows = await asTenant(
    context,
    tenant,
    "test",
    (tx) =>
      tx`select action, actor_id, target_name from audit_log where action <> 'member.joined' order by at, id`,
  );
  return rows.map(({ action, actor_id, target_name }) => `${action} ${actor_id} ${target_name}`);
}

/** What changes something there is done, and its answer never comes. */
function cutOffAfterwards(source: ClerkSource): ClerkSource {
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

type Refuse = (path: string, method: string, body: string) => [number, string, string] | undefined;

/** The local Clerk with a limit, or without roles, that it does not have. */
function clerkThat(refuse: Refuse) {
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    async fetch(received) {
      const { pathname, search } = new URL(received.url);
      const body = await received.text();
      const [status, code, message] = refuse(pathname, received.method, body) ?? [];
      const headers = { "retry-after": "3000", "content-type": "application/json" };
      if (status)
        return Response.json({ errors: [{ code, message, long_message: message }] }, { status, headers });
      const { method, headers: given } = received;
      given.delete("host");
      return await fetch(stage.url + pathname + search, { method, headers: given, body: body || null });
    },
  });
  const clerk = new ClerkSource({ secretKey: LOCAL_SECRET_KEY, apiUrl: `http://127.0.0.1:${server.port}` });
  return { clerk, stop: () => server.stop(true) };
}
