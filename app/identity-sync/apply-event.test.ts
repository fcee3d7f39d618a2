import { afterAll, beforeAll, expect, test } from "bun:test";
import { createClerkClient } from "@clerk/backend";
import { ClerkApi } from "#app/clerk/api.server.ts";
import { signed } from "#app/testing/deliveries.ts";
import { deleteTenant, purgeTenant } from "#db/directory/lifecycle.ts";
import { findTenant } from "#db/directory/look-up.ts";
import { findByOrganization } from "#db/directory/tenant-rows.ts";
import type { Delivery } from "#db/jobs/delivery.ts";
import { storeDelivery } from "#db/jobs/inbox.ts";
import { createPool, type Pool } from "#db/tenant/pool.ts";
import { inTenant } from "#db/tenant/transaction.ts";
import { createTestDatabase, type TestDatabase, testSealSecret } from "#db/testing/database.ts";
import { runJobs } from "#db/testing/run-jobs.ts";
import { LOCAL_SECRET_KEY, LOCAL_WEBHOOK_SECRET } from "#scripts/local/clerk/keys.ts";
import { type LocalClerk, startLocalClerk } from "#scripts/local/clerk/server.ts";
import { freePorts } from "#scripts/local/process/ports.ts";
import { applyDelivery, type SyncContext } from "./apply-event.ts";
import { verifyDelivery } from "./delivery.ts";

// A real local Clerk sends its webhooks to an endpoint that stores them as the application does.
let db: TestDatabase;
let clerk: LocalClerk;
let endpoint: ReturnType<typeof Bun.serve>;
let api: ReturnType<typeof createClerkClient>;
let context: SyncContext;
let inspection: Pool;

beforeAll(async () => {
  db = await createTestDatabase();
  endpoint = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: receive });
  const [port = 0] = freePorts(1);
  clerk = await startLocalClerk({
    port,
    baseUrl: "http://app.localhost:3000",
    statePath: null,
    secretKey: LOCAL_SECRET_KEY,
    webhook: { url: `http://127.0.0.1:${endpoint.port}/`, secret: LOCAL_WEBHOOK_SECRET },
  });
  api = createClerkClient({ secretKey: LOCAL_SECRET_KEY, apiUrl: clerk.url });
  const source = new ClerkApi({ secretKey: LOCAL_SECRET_KEY, apiUrl: clerk.url });
  const secrets = [LOCAL_WEBHOOK_SECRET];
  context = { sql: db.owner, sealSecret: testSealSecret, clerk: source, webhookSecrets: secrets };
  inspection = createPool({ url: db.url("tenantry_owner"), size: 1, applicationName: "inspection" });
});
afterAll(async () => {
  await clerk.stop();
  await endpoint.stop(true);
  await inspection.close();
  await db.close();
});

test("a new organization becomes a tenant with its creator as owner; every later change is mirrored", async () => {
  const ada = await person("ada@example.com", "Ada");
  const organization = await api.organizations.createOrganization({
    name: "Initech",
    slug: "initech",
    createdBy: ada,
  });
  await untilMembers("initech", ["ada@example.com owner active Ada"]);

  const bob = await person("bob@example.com", "Bob");
  const organizationId = organization.id;
  await api.organizations.createOrganizationMembership({ organizationId, userId: bob, role: "org:viewer" });
  await untilMembers("initech", ["ada@example.com owner active Ada", "bob@example.com viewer active Bob"]);

  await api.organizations.updateOrganizationMembership({ organizationId, userId: bob, role: "org:admin" });
  await api.users.updateUser(ada, { firstName: "Augusta" });
  await untilMembers("initech", ["ada@example.com owner active Augusta", "bob@example.com admin active Bob"]);

  await api.organizations.deleteOrganizationMembership({ organizationId, userId: bob });
  await untilMembers("initech", ["ada@example.com owner active Augusta", "bob@example.com admin gone Bob"]);

  await api.organizations.updateOrganization(organizationId, { name: "Initech Ltd" });
  await until(async () => (await findTenant(db.webPool, "initech"))?.name, "Initech Ltd");

  await api.organizations.deleteOrganization(organizationId);
  await until(async () => (await findTenant(db.webPool, "initech"))?.status, "deleting");
});

test("a user deleted at Clerk loses every workspace", async () => {
  const [dan, kim] = [await person("dan@example.com", "Dan"), await person("kim@example.com", "Kim")];
  for (const slug of ["north", "south"]) {
    const { id } = await api.organizations.createOrganization({ name: slug, slug, createdBy: dan });
    await api.organizations.createOrganizationMembership({
      organizationId: id,
      userId: kim,
      role: "org:member",
    });
    await untilMembers(slug, ["dan@example.com owner active Dan", "kim@example.com member active Kim"]);
  }
  await api.users.deleteUser(kim);
  for (const slug of ["north", "south"]) {
    await untilMembers(slug, ["dan@example.com owner active Dan", "kim@example.com member gone Kim"]);
  }
});

test("an event does not recreate a purged workspace whose organization is still in Clerk", async () => {
  const tess = await person("tess@example.com", "Tess");
  const { id } = await api.organizations.createOrganization({
    name: "Vandelay",
    slug: "vandelay",
    createdBy: tess,
  });
  await untilMembers("vandelay", ["tess@example.com owner active Tess"]);
  await deleteTenant(db.owner, "vandelay");
  await db.owner`update public.tenants set deleting_since = now() - interval '31 days' where slug = 'vandelay'`;
  await purgeTenant(db.owner, "vandelay");
  const event = { type: "organization.updated", data: { id } };
  expect(await applyDelivery(context, signed(event))).toBe("done");
  expect(await findByOrganization(db.owner, id)).toBeUndefined();
});

test("a repeated delivery changes nothing", async () => {
  const eve = await person("eve@example.com", "Eve");
  await api.organizations.createOrganization({ name: "Hooli", slug: "hooli", createdBy: eve });
  await untilMembers("hooli", ["eve@example.com owner active Eve"]);
  const before = await snapshot();
  const deliveries = await db.owner<Delivery[]>`
    select svix_id as "svixId", svix_timestamp as "svixTimestamp", svix_signature as "svixSignature", body
    from public.inbox`;
  for (const delivery of deliveries) await applyDelivery(context, delivery);
  expect(await snapshot()).toEqual(before);
});

test("a forged row in the inbox has no effect, whatever it says", async () => {
  const body = JSON.stringify({ type: "organization.created", data: { id: "org_forged" } });
  const forged = { svixId: "msg_forged", svixTimestamp: "1790000000", svixSignature: "v1,Zm9yZ2Vk", body };
  await storeDelivery(db.webPool, forged, "org_forged");
  await drain();
  const [row] = await db.owner`select status from public.inbox where svix_id = 'msg_forged'`;
  expect(row?.status).toBe("forged");
  expect(await applyDelivery(context, forged)).toBe("ignored");
  expect(await findByOrganization(db.owner, "org_forged")).toBeUndefined();
});

test("an event about an organization that Clerk does not know creates nothing", async () => {
  expect(await applyDelivery(context, signed({ type: "organization.created", data: { id: "org_no" } }))).toBe(
    "done",
  );
  expect(await findByOrganization(db.owner, "org_no")).toBeUndefined();
});

test("events of unknown type or shape are ignored", async () => {
  for (const event of [{ type: "sms.created", data: {} }, { type: "user.created", data: {} }, []]) {
    expect(await applyDelivery(context, signed(event))).toBe("ignored");
  }
});

async function receive(request: Request): Promise<Response> {
  const header = (name: string) => request.headers.get(name) ?? "";
  const delivery: Delivery = {
    svixId: header("svix-id"),
    svixTimestamp: header("svix-timestamp"),
    svixSignature: header("svix-signature"),
    body: await request.text(),
  };
  if (!verifyDelivery(delivery, [LOCAL_WEBHOOK_SECRET])) return new Response(null, { status: 400 });
  await storeDelivery(db.webPool, delivery, delivery.svixId);
  return new Response(null, { status: 202 });
}

async function drain(): Promise<void> {
  await runJobs(db.url("tenantry_owner"), context);
}

async function person(email: string, firstName: string): Promise<string> {
  const password = "correct-horse-battery";
  return (await api.users.createUser({ emailAddress: [email], password, firstName })).id;
}

async function untilMembers(slug: string, expected: string[]): Promise<void> {
  await until(async () => (await listMembersOf(slug))?.join(", "), expected.join(", "));
}

/** Webhooks are asynchronous: applies the stored ones until the outcome is as expected. */
async function until(read: () => Promise<string | undefined>, expected: string): Promise<void> {
  let last: string | undefined;
  for (let waited = 0; waited < 4000; waited += 25) {
    await drain();
    last = await read();
    if (last === expected) return;
    await Bun.sleep(25);
  }
  expect(last).toBe(expected);
}

async function listMembersOf(slug: string): Promise<string[] | undefined> {
  const tenant = await findTenant(db.webPool, slug);
  if (!tenant) return undefined;
  const options = { pool: inspection, sealSecret: testSealSecret, readOnly: true, label: "test" };
  const rows = await inTenant(tenant, options, (tx) =>
    tx.selectFrom("users").select(["email", "role", "is_active", "first_name"]).orderBy("email").execute(),
  );
  return rows.map((row) => `${row.email} ${row.role} ${row.is_active ? "active" : "gone"} ${row.first_name}`);
}

async function snapshot(): Promise<unknown> {
  const tenants = await db.owner`select slug, name, status, schema_name from public.tenants order by slug`;
  const memberships = await db.owner`select tenant_id, user_id from public.memberships order by 1, 2`;
  return { tenants: [...tenants], memberships: [...memberships], hooli: await listMembersOf("hooli") };
}
