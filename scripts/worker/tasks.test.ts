import { afterAll, beforeAll, beforeEach, expect, test } from "bun:test";
import { Webhook } from "svix";
import { ClerkApi } from "#app/clerk/api.server.ts";
import type { SyncContext } from "#app/identity-sync/sync-context.ts";
import { findByOrganization } from "#db/directory/tenant-rows.ts";
import type { Delivery } from "#db/jobs/delivery.ts";
import { findEntry, maxAttempts, retryDeliveries, storeDelivery } from "#db/jobs/inbox.ts";
import { createTestDatabase, type TestDatabase, testSealSecret } from "#db/testing/database.ts";
import { runJobs } from "#db/testing/run-jobs.ts";
import { LOCAL_SECRET_KEY, LOCAL_WEBHOOK_SECRET } from "#scripts/local/clerk/keys.ts";
import { type LocalClerk, startLocalClerk } from "#scripts/local/clerk/server.ts";
import { freePorts } from "#scripts/local/process/ports.ts";

let db: TestDatabase;
let clerk: LocalClerk;
let context: SyncContext;

beforeAll(async () => {
  db = await createTestDatabase();
  const [port = 0] = freePorts(1);
  const secretKey = LOCAL_SECRET_KEY;
  const baseUrl = "http://app.localhost:3000";
  clerk = await startLocalClerk({ port, baseUrl, statePath: null, secretKey, webhook: null });
  context = {
    sql: db.owner,
    sealSecret: testSealSecret,
    clerk: new ClerkApi({ secretKey, apiUrl: clerk.url }),
    webhookSecrets: [newSecret, LOCAL_WEBHOOK_SECRET],
  };
});
beforeEach(async () => {
  clerk.controls.reset();
  await db.owner`delete from public.inbox`;
  await db.owner`delete from jobs._private_jobs`;
});
afterAll(async () => {
  await clerk.stop();
  await db.close();
});

const newSecret = `whsec_${btoa("the secret after the rotation")}`;

test("during a rotation deliveries signed with either secret are applied, others are not", async () => {
  const others = `whsec_${btoa("somebody else's secret, quite long")}`;
  for (const [id, secret] of Object.entries({ new: newSecret, old: LOCAL_WEBHOOK_SECRET, other: others }))
    await storeDelivery(db.webPool, signed(id, { type: "user.created", data: { id: "user_1" } }, secret), id);
  await work();
  expect(await statuses()).toEqual({ new: "done", old: "done", other: "forged" });
});

test("events of unknown types are stored and ignored", async () => {
  await storeDelivery(db.webPool, signed("sms", { type: "sms.created", data: { id: "sms_1" } }), "sms");
  await work();
  expect(await statuses()).toEqual({ sms: "ignored" });
  expect((await findEntry(db.owner, "sms"))?.body).toContain("sms.created");
});

test("a forged job changes nothing", async () => {
  const forged = [
    ["apply-delivery", { svixId: "msg_nobody" }],
    [
      "apply-delivery",
      { svixId: "msg_x", body: '{"type":"organization.created","data":{"id":"org_forged"}}' },
    ],
    ["apply-delivery", {}],
    ["sync-organization", { organizationId: "org_forged" }],
    ["sync-organization", { organizationId: 7 }],
    ["drop-everything", {}],
  ] as const;
  const before = await db.owner`select id, status, slug from public.tenants order by id`;
  for (const [task, payload] of forged)
    await db.owner`select jobs.add_job(${task}, ${JSON.stringify(payload)}::json)`;
  await work();
  expect(await findByOrganization(db.owner, "org_forged")).toBeUndefined();
  expect(await db.owner`select id, status, slug from public.tenants order by id`).toEqual(before);
});

test("a failed delivery is retried, and dead with its error after the last attempt, until an operator retries it", async () => {
  clerk.controls.set({ backend: { down: true } });
  const event = {
    type: "organization.created",
    data: { id: "org_1", name: "One", created_at: 1, updated_at: 1 },
  };
  await storeDelivery(db.webPool, signed("msg", event), "org_1");
  await work();
  await work();
  expect(await findEntry(db.owner, "msg")).toMatchObject({ status: "waiting", attempts: 1 });
  expect(await db.owner`select from jobs.jobs where run_at > now() + interval '2 seconds'`).toHaveLength(1);
  await db.owner`update public.inbox set attempts = ${maxAttempts - 1}`;
  await db.owner`update jobs._private_jobs set run_at = now()`;
  await work();
  expect(await findEntry(db.owner, "msg")).toMatchObject({
    status: "dead",
    error: expect.stringContaining("503"),
  });
  await waitForEmptyQueue();
  clerk.controls.reset();
  await retryDeliveries(db.owner, ["msg"]);
  await work();
  expect(await statuses()).toEqual({ msg: "done" });
});

test("an attempt whose worker died does not count as a failure: the next worker applies the delivery", async () => {
  await storeDelivery(db.webPool, signed("msg", { type: "user.created", data: { id: "user_1" } }), "user_1");
  await db.owner`update jobs._private_jobs set attempts = ${maxAttempts}`;
  await work();
  expect(await statuses()).toEqual({ msg: "done" });
});

async function work(): Promise<void> {
  await runJobs(db.url("tenantry_owner"), context);
}

/** The queue deletes a finished job shortly after its task ended. */
async function waitForEmptyQueue(): Promise<void> {
  const until = Date.now() + 5_000;
  while ((await db.owner`select from jobs.jobs`).length > 0) {
    if (Date.now() > until) throw new Error("There are jobs left.");
    await Bun.sleep(10);
  }
}

async function statuses(): Promise<Record<string, string>> {
  const rows = await db.owner<{ id: string; status: string }[]>`
    select svix_id as id, status from public.inbox order by svix_id`;
  return Object.fromEntries(rows.map(({ id, status }) => [id, status]));
}

function signed(svixId: string, event: object, secret = LOCAL_WEBHOOK_SECRET): Delivery {
  const body = JSON.stringify(event);
  const at = new Date();
  const svixSignature = new Webhook(secret).sign(svixId, at, body);
  return { svixId, svixTimestamp: String(Math.floor(at.getTime() / 1000)), svixSignature, body };
}
