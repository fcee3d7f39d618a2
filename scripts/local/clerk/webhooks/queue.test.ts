import { expect, test } from "bun:test";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Webhook } from "svix";
import { LOCAL_WEBHOOK_SECRET } from "#scripts/local/clerk/keys.ts";
import { deliveries, eventually, startReceiver, startTestClerk } from "#scripts/local/clerk/testing.ts";

const OK = () => new Response("ok");

type Event = {
  type: string;
  object: string;
  timestamp: number;
  instance_id: string;
  data: Record<string, unknown>;
};

function verified({ headers, body }: { headers: Headers; body: string }): Event {
  new Webhook(LOCAL_WEBHOOK_SECRET).verify(body, Object.fromEntries(headers));
  return JSON.parse(body);
}

test("events arrive signed and in order, with Clerk's payloads", async () => {
  const { received, webhook } = startReceiver(OK);
  const clerk = await startTestClerk({ webhook });
  const { users, organizations } = clerk.api;
  const ada = await clerk.newUser("ada");
  const acme = await organizations.createOrganization({ name: "Acme", slug: "acme", createdBy: ada.id });
  const member = { organizationId: acme.id, userId: (await clerk.newUser("bob")).id };
  await organizations.createOrganizationMembership({ ...member, role: "org:member" });
  await organizations.updateOrganizationMembership({ ...member, role: "org:admin" });
  await organizations.deleteOrganizationMembership(member);
  const guest = { organizationId: acme.id, emailAddress: "guest@example.com", role: "org:viewer" };
  const invitation = await organizations.createOrganizationInvitation(guest);
  await organizations.revokeOrganizationInvitation({ organizationId: acme.id, invitationId: invitation.id });
  await organizations.deleteOrganization(acme.id);
  await users.deleteUser(ada.id);
  await eventually(() => received.length === 11);
  const events = received.map(verified);
  expect(events.map((event) => event.type)).toEqual([
    "user.created",
    "organization.created",
    "organizationMembership.created",
    "user.created",
    "organizationMembership.created",
    "organizationMembership.updated",
    "organizationMembership.deleted",
    "organizationInvitation.created",
    "organizationInvitation.revoked",
    "organization.deleted",
    "user.deleted",
  ]);
  expect(events[0]).toMatchObject({ object: "event", instance_id: expect.any(String), data: { id: ada.id } });
  expect(Math.abs((events[0]?.timestamp ?? 0) - Date.now())).toBeLessThan(10_000);
  expect(events[1]?.data).toMatchObject({ id: acme.id, slug: "acme", created_by: ada.id, members_count: 1 });
  expect(events[2]?.data).toMatchObject({
    role: "org:owner",
    organization: { id: acme.id, slug: "acme" },
    public_user_data: { user_id: ada.id, identifier: "ada@example.com" },
  });
  expect(events[9]?.data).toEqual({ object: "organization", id: acme.id, slug: "acme", deleted: true });
  expect(events[10]?.data).toEqual({ object: "user", id: ada.id, deleted: true });
});

test("a failed delivery is retried under the same id until it succeeds", async () => {
  const { received, webhook } = startReceiver(
    (attempt) => new Response("", { status: attempt < 3 ? 503 : 204 }),
  );
  const clerk = await startTestClerk({ webhook, retrySchedule: [5, 5, 5] });
  await clerk.newUser("ada");
  await eventually(() => received.length === 3);
  expect(new Set(received.map(({ headers }) => headers.get("svix-id"))).size).toBe(1);
  received.map(verified);
  await eventually(async () => (await deliveries(clerk))[0]?.status === "delivered");
  const [delivery] = await deliveries(clerk);
  expect(delivery?.attempts.map((attempt) => attempt.status)).toEqual([503, 503, 204]);
});

test("a redirect is a failure, and a manual retry restarts the schedule", async () => {
  let status = 302;
  const { received, webhook } = startReceiver(() => new Response("", { status, headers: { location: "/" } }));
  const clerk = await startTestClerk({ webhook, retrySchedule: [5] });
  await clerk.newUser("ada");
  await eventually(async () => (await deliveries(clerk))[0]?.status === "failed");
  expect(received).toHaveLength(2);
  expect(clerk.logged.join()).toContain("user.created");
  const [delivery] = await deliveries(clerk);
  const again = () => fetch(`${clerk.url}/controls/deliveries/${delivery?.id}/attempts`, { method: "POST" });
  expect((await again()).status).toBe(200);
  await eventually(() => received.length === 4);
  await eventually(async () => (await deliveries(clerk))[0]?.status === "failed");
  status = 200;
  await again();
  await eventually(async () => (await deliveries(clerk))[0]?.status === "delivered");
  expect(received[4]?.headers.get("svix-id")).toBe(delivery?.id ?? "");
});

test("pending deliveries survive a restart", async () => {
  const statePath = join(tmpdir(), `local-clerk-${crypto.randomUUID()}.json`);
  const down = startReceiver(() => new Response("", { status: 500 }));
  const first = await startTestClerk({ statePath, webhook: down.webhook, retrySchedule: [50] });
  await first.newUser("ada");
  await eventually(() => down.received.length === 1);
  await first.stop();
  const up = startReceiver(OK);
  await startTestClerk({ statePath, webhook: up.webhook });
  await eventually(() => up.received.length === 1);
  const ids = [down, up].map(({ received }) => received[0]?.headers.get("svix-id"));
  expect(ids[1]).toBe(ids[0] ?? "");
});

test("during a rotation each secret verifies", async () => {
  const { received, webhook } = startReceiver(OK);
  const old = `whsec_${btoa("the secret before")}`;
  const clerk = await startTestClerk({ webhook: { ...webhook, secret: `${webhook.secret} ${old}` } });
  await clerk.newUser("ada");
  await eventually(() => received.length === 1);
  const { body = "", headers = new Headers() } = received[0] ?? {};
  for (const secret of [old, LOCAL_WEBHOOK_SECRET])
    new Webhook(secret).verify(body, Object.fromEntries(headers));
  const other = new Webhook(`whsec_${btoa("another one")}`);
  expect(() => other.verify(body, Object.fromEntries(headers))).toThrow();
});
