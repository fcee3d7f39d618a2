import { expect, test } from "bun:test";
import { ClerkApi } from "#app/clerk/api.server.ts";
import { changing, done, inviting, MemberChanges, newAddress, refused } from "#app/testing/member-changes.ts";
import { Mirror } from "#app/testing/mirror.ts";
import { deleteTenant } from "#db/directory/lifecycle.ts";
import { LOCAL_SECRET_KEY } from "#scripts/local/clerk/keys.ts";
import { applyChangeRequest } from "./apply-change.ts";

// Requests that are permitted but refused: by Clerk, its limits and roles, the workspace's status, or their age.
const mirror = await Mirror.open();
const { db, stage, context } = mirror;
const changes = new MemberChanges(mirror);

test("an email that is a member's, already invited or invalid is refused with the reason", async () => {
  const { tenant, owner, member } = await mirror.makeWorkspace();
  const email = newAddress();
  const invite = (address: string) =>
    changes.ask(tenant, owner, { ...inviting, email: address, role: "member" });
  expect(await invite(email)).toEqual(done);
  expect(await invite(email.toUpperCase())).toEqual(refused("already-invited"));
  const user = await stage.api.users.getUser(member);
  expect(await invite(user.primaryEmailAddress?.emailAddress ?? "")).toEqual(refused("already-member"));
  expect(await invite("no address")).toEqual(refused("bad-address"));
  expect(await changes.listPending(tenant)).toHaveLength(1);
});

test("no workspace can exhaust Clerk's limit on invitations, and reaching it blocks no one else", async () => {
  const { tenant, owner } = await mirror.makeWorkspace();
  const limited = clerkThat((path, method) => {
    const isInviting = method === "POST" && path.endsWith("/invitations");
    return isInviting ? [429, "too_many_requests", "Too many requests"] : undefined;
  });
  const invite = { ...inviting, email: newAddress(), role: "member" } as const;
  expect(await changes.ask(tenant, owner, invite, limited.clerk)).toEqual(refused("too-many-invitations"));
  await limited.stop();
  await db.owner`
    insert into public.change_requests (id, tenant_id, requested_by, kind, at, signature, status)
    select gen_random_uuid(), ${tenant.id}, 'x', 'invite', now(), repeat('0', 64), 'done' from generate_series(1, 100)`;
  expect(await changes.ask(tenant, owner, invite)).toEqual(refused("too-many-invitations"));
  expect(await changes.listPending(tenant)).toEqual([]);
});

test("a role that Clerk does not have is refused, and without custom roles the creator stays owner", async () => {
  const { tenant, owner, member } = await mirror.makeWorkspace();
  const builtIn = clerkThat((_path, _method, body) =>
    /org:(owner|viewer)/.test(body) ? [404, "resource_not_found", "Organization role not found"] : undefined,
  );
  for (const role of ["owner", "viewer"] as const) {
    const invite = { ...inviting, email: newAddress(), role };
    expect(await changes.ask(tenant, owner, invite, builtIn.clerk)).toEqual(refused("no-such-role"));
    expect(await changes.ask(tenant, owner, changing(member, role), builtIn.clerk)).toEqual(
      refused("no-such-role"),
    );
  }
  await builtIn.stop();
  const second = await mirror.newMember(tenant.clerkOrgId, "owner");
  expect(await changes.ask(tenant, second, changing(owner, "admin"))).toEqual(refused("no-such-role"));
  expect(await changes.rolesIn(tenant)).toMatchObject({ [owner]: "owner", [member]: "member" });
});

test("nothing changes in a closed workspace, while Clerk is down, or after a quarter of an hour", async () => {
  const { tenant, owner, member } = await mirror.makeWorkspace();
  const wish = { kind: "remove-member", userId: member } as const;
  const old = await changes.request(tenant, owner, wish);
  await db.owner`update public.change_requests set stored_at = now() - interval '16 minutes' where id = ${old}`;
  expect(await changes.outcomeOf(old)).toEqual(refused("too-old"));
  const id = await changes.request(tenant, owner, wish);
  stage.isUp = false;
  await expect(applyChangeRequest(context, id)).rejects.toThrow("ClerkIsDown");
  stage.isUp = true;
  await deleteTenant(db.owner, tenant.slug);
  expect(await changes.outcomeOf(id)).toEqual(refused("wrong-status"));
  expect(await stage.truth.findMember(tenant.clerkOrgId, member)).toBeDefined();
});

type Refuse = (path: string, method: string, body: string) => [number, string, string] | undefined;

/** A proxy to the local Clerk that refuses some calls. */
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
  const clerk = new ClerkApi({ secretKey: LOCAL_SECRET_KEY, apiUrl: `http://127.0.0.1:${server.port}` });
  return { clerk, stop: () => server.stop(true) };
}
