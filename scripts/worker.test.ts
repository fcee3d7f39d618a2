import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";
import { join } from "node:path";
import { createClerkClient } from "@clerk/backend";
import postgres from "postgres";
import { queueOf, verifyDelivery } from "#app/identity-sync/delivery.ts";
import type { Delivery } from "#db/jobs/delivery.ts";
import { storeDelivery } from "#db/jobs/inbox.ts";
import { askForSync } from "#db/jobs/sync-requests.ts";
import { createTestDatabase, type TestDatabase, testSealSecret } from "#db/testing/database.ts";
import { openValve } from "#db/testing/valve.ts";
import { LOCAL_SECRET_KEY, LOCAL_WEBHOOK_SECRET } from "#scripts/local/clerk/keys.ts";
import { type LocalClerk, startLocalClerk } from "#scripts/local/clerk/server.ts";
import { freePorts } from "#scripts/local/process/ports.ts";

// The worker as a process that is killed while it works.

const kills = Number(process.env.SOAK ? 50 : 10);
const organizations = 60;
let db: TestDatabase;
let clerk: LocalClerk;
let endpoint: ReturnType<typeof Bun.serve>;
let api: ReturnType<typeof createClerkClient>;
const workers = new Set<Bun.Subprocess>();

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
});
// A test that failed leaves none for the next one to count.
afterEach(() => {
  for (const worker of workers) worker.kill("SIGKILL");
  workers.clear();
});
afterAll(async () => {
  await clerk.stop();
  await endpoint.stop(true);
  await db.close();
});

test(`${kills} kills at random points lose nothing and apply nothing twice`, async () => {
  let worker = startWorker();
  const made = makeOrganizations();
  const finished = new Map<string, number>();
  for (let kill = 0; kill < kills; kill++) {
    await Bun.sleep(300 + Math.random() * 700);
    worker.kill("SIGKILL");
    await worker.exited;
    await expectUnchanged(finished);
    worker = startWorker();
  }
  const ids = await made;
  const isOver = async () =>
    clerk.controls.deliveries().every(({ status }) => status === "delivered") &&
    (await count("waiting")) === 0 &&
    // A job goes when what it did has been done, and after a kill in between only when it is found done.
    (await db.owner`select from jobs.jobs`).length === 0;
  await until(isOver);
  await expectUnchanged(finished);
  expect(finished.size).toBe(clerk.controls.deliveries().length);
  expect(await count("done")).toBe(clerk.controls.deliveries().length);
  const tenants = await db.owner<{ organization: string; schema: string }[]>`
    select clerk_org_id as organization, schema_name as schema from public.tenants
    where status = 'active' and clerk_org_id in ${db.owner(ids)}`;
  expect(new Set(tenants.map(({ organization }) => organization)).size).toBe(organizations);
  expect(tenants).toHaveLength(organizations);
  const [members] = await db.owner`select count(*)::int as count from public.memberships
    where tenant_id in (select id from public.tenants where clerk_org_id in ${db.owner(ids)})`;
  expect(members?.count).toBe(organizations * 2);
  worker.kill("SIGTERM");
  expect(await worker.exited).toBe(0);
}, 120_000);

test("a worker whose connections are all cut continues", async () => {
  const worker = startWorker();
  await until(async () => (await countPresent()) === 1);
  await cutConnections();
  await askForSync(db.webPool, "org_cut");
  await until(
    async () => (await db.owner`select from jobs.jobs where key = 'sync org_cut'`).length === 0,
    20_000,
  );
  worker.kill("SIGTERM");
  expect(await worker.exited).toBe(0);
}, 40_000);

for (const failure of ["freeze", "refuse"] as const)
  test(`a worker continues after its connections met a network that can only ${failure}`, async () => {
    const valve = await openValve(db.url("tenantry_owner"));
    const worker = startWorker(valve.url);
    await until(async () => (await countPresent()) === 1);
    valve[failure]();
    await askForSync(db.webPool, "org_dead");
    await Bun.sleep(3000);
    valve.open();
    await until(async () => (await findJob("org_dead")) === undefined, 40_000);
    expect(worker.exitCode).toBeNull();
    worker.kill("SIGTERM");
    expect(await worker.exited).toBe(0);
    await valve.close();
  }, 60_000);

test("a worker continues when the database had no memory for locks for a while", async () => {
  const admin = postgres(db.url("admin"), { max: 1, fetch_types: false, onnotice: () => {} });
  const worker = startWorker();
  await until(async () => (await countPresent()) === 1);
  await failJobsWith(admin, "53200");
  await askForSync(db.webPool, "org_later");
  try {
    await Bun.sleep(3000);
    expect((await findJob("org_later"))?.worker).toBeNull();
  } finally {
    await failJobsWith(admin, undefined);
  }
  await until(async () => (await findJob("org_later")) === undefined, 30_000);
  expect(worker.exitCode).toBeNull();
  worker.kill("SIGTERM");
  expect(await worker.exited).toBe(0);
  await admin.end();
}, 60_000);

test("a running worker takes over a killed worker's jobs within seconds", async () => {
  const dying = startWorker();
  const { organization, letGo } = await holdUp();
  await until(async () => (await findJob(organization))?.worker !== null);
  const surviving = startWorker();
  await until(async () => (await countPresent()) === 2);
  // The surviving one leaves alone what another has in hand.
  await Bun.sleep(2500);
  const held = await findJob(organization);
  expect(held?.worker).not.toBeNull();
  const killedAt = Date.now();
  dying.kill("SIGKILL");
  await letGo();
  await until(async () => (await findJob(organization)) === undefined, 10_000);
  expect(Date.now() - killedAt).toBeLessThan(5000);
  surviving.kill("SIGTERM");
  expect(await surviving.exited).toBe(0);
}, 60_000);

test("SIGTERM stops a worker within ten seconds, even if a job takes longer", async () => {
  const worker = startWorker();
  const { organization, letGo } = await holdUp();
  await until(async () => (await findJob(organization))?.worker !== null);
  const begun = Date.now();
  worker.kill("SIGTERM");
  expect(await worker.exited).toBe(0);
  expect(Date.now() - begun).toBeLessThan(10_000);
  await letGo();
}, 40_000);

/** Asks for a workspace whose creation waits for a lock until it is let go. */
async function holdUp() {
  clerk.controls.set({ webhooks: { drop: true } });
  const made = await api.users.createUser({
    emailAddress: [`${Bun.randomUUIDv7()}@example.com`],
    password: "correct-horse-battery",
  });
  const { id: organization } = await api.organizations.createOrganization({
    name: "Held up",
    createdBy: made.id,
  });
  const admin = postgres(db.url("admin"), { max: 1, fetch_types: false, onnotice: () => {} });
  // Provisioning locks the seals in share mode. The worker's start only reads them.
  await admin.unsafe("begin; lock table public.seal in exclusive mode").simple();
  await askForSync(db.webPool, organization);
  return {
    organization,
    async letGo() {
      await admin.end({ timeout: 1 });
      clerk.controls.reset();
    },
  };
}

/** Makes every fetch of a job fail like a server without memory for locks; undefined ends that. */
async function failJobsWith(admin: postgres.Sql, code: string | undefined): Promise<void> {
  const trigger = "no_memory on jobs._private_jobs";
  await admin.unsafe(`drop trigger if exists ${trigger}`);
  if (!code) return;
  await admin.unsafe(`
    create or replace function jobs.no_memory() returns trigger language plpgsql as
      'begin raise exception $$out of shared memory$$ using errcode = $$${code}$$; end';
    create trigger no_memory before update on jobs._private_jobs
      for each row when (new.locked_by is not null) execute function jobs.no_memory()`);
}

function startWorker(ownerUrl = db.url("tenantry_owner")) {
  const worker = Bun.spawn([process.execPath, join(import.meta.dir, "worker.ts")], {
    stdout: "ignore",
    stderr: "inherit",
    env: {
      ...process.env,
      NODE_ENV: "production",
      LOG_LEVEL: "fatal",
      DATABASE_OWNER_URL: ownerUrl,
      TENANT_SEAL_SECRET: testSealSecret,
      CLERK_PUBLISHABLE_KEY: clerk.publishableKey,
      CLERK_SECRET_KEY: LOCAL_SECRET_KEY,
      CLERK_API_URL: clerk.url,
      CLERK_WEBHOOK_SIGNING_SECRET: LOCAL_WEBHOOK_SECRET,
    },
  });
  workers.add(worker);
  return worker;
}

/** Two people, each a member of all organizations: two events for each, and one for each person. */
async function makeOrganizations(): Promise<string[]> {
  const password = "correct-horse-battery";
  const create = (name: string) => api.users.createUser({ emailAddress: [`${name}@example.com`], password });
  const [ada, bob] = await Promise.all([create("ada"), create("bob")]);
  const ids: string[] = [];
  for (let number = 0; number < organizations; number++) {
    const { id } = await api.organizations.createOrganization({ name: `Org ${number}`, createdBy: ada.id });
    await api.organizations.createOrganizationMembership({
      organizationId: id,
      userId: bob.id,
      role: "org:member",
    });
    ids.push(id);
    await Bun.sleep(40);
  }
  return ids;
}

async function receive(request: Request): Promise<Response> {
  const header = (name: string) => request.headers.get(name) ?? "";
  const body = await request.text();
  const delivery: Delivery = {
    svixId: header("svix-id"),
    svixTimestamp: header("svix-timestamp"),
    svixSignature: header("svix-signature"),
    body,
  };
  const event = verifyDelivery(delivery, [LOCAL_WEBHOOK_SECRET]);
  if (!event) return new Response(null, { status: 400 });
  await storeDelivery(db.webPool, delivery, queueOf(event));
  return new Response(null, { status: 202 });
}

/** What was done stays as it was done: nothing is finished a second time. Adds what is done since. */
async function expectUnchanged(finished: Map<string, number>): Promise<void> {
  const rows = await db.owner<{ id: string; at: Date }[]>`
    select svix_id as id, finished_at as at from public.inbox where status = 'done'`;
  const now = new Map(rows.map(({ id, at }) => [id, new Date(at).getTime()]));
  for (const [id, at] of finished) expect([id, now.get(id)]).toEqual([id, at]);
  for (const [id, at] of now) finished.set(id, at);
}

async function count(status: string): Promise<number> {
  const [row] = await db.owner`select count(*)::int as count from public.inbox where status = ${status}`;
  return row?.count;
}

async function countPresent(): Promise<number> {
  const rows = await db.owner`
    select from pg_stat_activity where ${ofWorkers()} and application_name like 'tenantry worker pool-%'`;
  return rows.length;
}

async function cutConnections(): Promise<void> {
  await db.owner`select pg_terminate_backend(pid) from pg_stat_activity where ${ofWorkers()}`;
}

function ofWorkers() {
  return db.owner`datname = current_database() and application_name like 'tenantry worker%'`;
}

/** Undefined if there is none. `worker` is the one that holds it. */
async function findJob(organizationId: string): Promise<{ worker: string | null } | undefined> {
  const [job] = await db.owner<{ worker: string | null }[]>`
    select locked_by as worker from jobs.jobs where key = ${`sync ${organizationId}`}`;
  return job;
}

async function until(isSo: () => Promise<boolean>, atMost = 60_000): Promise<void> {
  const deadline = Date.now() + atMost;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`It did not come to that within ${atMost} ms`);
    await Bun.sleep(100);
  }
}
