import { Webhook } from "svix";
import { connectAsOwner } from "#db/migrate/owner.ts";
import type { TestDatabase } from "#db/testing/database.ts";
import { concurrently, timed } from "#scripts/bench/measure.ts";
import { bareSchema } from "#scripts/bench/migrations/provisioning.ts";
import { LOCAL_WEBHOOK_SECRET } from "#scripts/local/clerk/keys.ts";
import type { Stack } from "./stack.ts";

export type Burst = {
  /** Deliveries answered per second. */
  accepted: number;
  /** Of the answers, in milliseconds. */
  latencies: number[];
  /** From the first delivery until every tenant is usable, in milliseconds. */
  usable: number;
};

/** Requests in flight: as many connections as Bun's client opens to one host. */
const maxInFlight = 256;

/** Creates organizations with one owner at Clerk, before anything is measured. */
export async function makeOrganizations({ api }: Stack, count: number, prefix: string): Promise<string[]> {
  const { id } = await api.users.createUser({
    emailAddress: [`${prefix}@example.com`],
    skipPasswordRequirement: true,
  });
  const ids: string[] = [];
  for (let number = 0; number < count; number++) {
    const name = `${prefix} ${number}`;
    ids.push((await api.organizations.createOrganization({ name, createdBy: id })).id);
  }
  return ids;
}

/** Sends an organization.created for each over HTTP at once, and waits until every tenant has its owner. */
export async function measureBurst(
  stack: Stack,
  database: TestDatabase,
  ids: readonly string[],
): Promise<Burst> {
  const requests = ids.map((id) => deliveryOf(stack, id));
  const latencies: number[] = [];
  const before = await countUsable(database);
  const usable = timed(() => untilUsable(database, before + ids.length));
  const sent = await timed(() =>
    concurrently(maxInFlight, async () => {
      for (let request = requests.pop(); request; request = requests.pop())
        latencies.push(await deliver(request));
    }),
  );
  return { accepted: (ids.length * 1000) / sent, latencies, usable: await usable };
}

/** Deliveries one after the other, of a type that costs the worker nothing. @returns milliseconds of each. */
export async function measureSingle(stack: Stack, count: number): Promise<number[]> {
  const times: number[] = [];
  for (let number = 0; number < count; number++)
    times.push(await deliver(deliveryOf(stack, "", "sms.created")));
  return times;
}

/** As many schemas by bare SQL, one message each, over so many connections. @returns milliseconds. */
export async function measureBare(
  database: TestDatabase,
  count: number,
  connections: number,
): Promise<number> {
  let left = count;
  return await timed(() =>
    concurrently(connections, async () => {
      const sql = connectAsOwner(database.url("tenantry_owner"), "bench bare");
      while (left-- > 0) await sql.unsafe(bareSchema());
      await sql.end();
    }),
  );
}

async function deliver(request: Request): Promise<number> {
  return await timed(async () => {
    const { status } = await fetch(request);
    if (status !== 202) throw new Error(`A delivery was answered with ${status}`);
  });
}

function deliveryOf({ endpoint, host }: Stack, id: string, type = "organization.created"): Request {
  const svixId = `msg_${Bun.randomUUIDv7()}`;
  const at = new Date();
  const body = JSON.stringify({
    object: "event",
    type,
    timestamp: at.getTime(),
    data: { object: "organization", id, created_at: at.getTime(), updated_at: at.getTime() },
  });
  const headers = {
    host,
    "content-type": "application/json",
    "svix-id": svixId,
    "svix-timestamp": String(Math.floor(at.getTime() / 1000)),
    "svix-signature": new Webhook(LOCAL_WEBHOOK_SECRET).sign(svixId, at, body),
  };
  return new Request(endpoint, { method: "POST", headers, body });
}

async function untilUsable(database: TestDatabase, count: number): Promise<void> {
  const deadline = Date.now() + 300_000;
  while ((await countUsable(database)) < count) {
    if (Date.now() > deadline) throw new Error("Not every tenant was usable within five minutes");
    // Counting takes the database a millisecond or two: rare enough not to distort the figures.
    await Bun.sleep(100);
  }
}

/** A tenant is usable when it is active and has a member. */
async function countUsable({ owner }: TestDatabase): Promise<number> {
  const [row] = await owner<{ count: number }[]>`
    select count(distinct t.id)::int as count from public.tenants t
    join public.memberships m on m.tenant_id = t.id where t.status = 'active'`;
  return row?.count ?? 0;
}
