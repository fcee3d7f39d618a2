import type postgres from "postgres";
import { findByOrganization } from "#db/directory/tenant-rows.ts";
import { connectAsOwner } from "#db/migrate/owner.ts";
import { attemptDelivery } from "#scripts/local/clerk/webhooks/request.ts";
import { disturbClerk } from "../../e2e/clerk-controls.ts";
import { clerkApi, createPerson } from "../../e2e/people.ts";
import { stack } from "../../e2e/stack.ts";
import { bareSchema, sendAll } from "./bare-sql.ts";
import { concurrently, median, percentile, type Scale, timed } from "./measure.ts";
import { fixed, type Table, table, targetTable, whole } from "./report.ts";
import { withStack } from "./stack.ts";

/** Requests in flight: as many connections as Bun's client opens to one host. */
const maxInFlight = 256;

/** `accepted` are deliveries per second; the rest are milliseconds: of the answers, until every tenant is usable, of bare SQL. */
type Burst = { accepted: number; p50: number; p99: number; usable: number; bare: number };

/** A burst of new organizations, from the webhook to usable tenants; and organizations whose webhooks were lost. */
export async function benchIdentity({ isQuick }: Scale): Promise<Table[]> {
  const { size, rounds } = isQuick ? { size: 100, rounds: 2 } : { size: 1000, rounds: 3 };
  return await withStack(async () => {
    // The benchmark sends the webhooks itself.
    await disturbClerk({ webhooks: { drop: true } });
    const owner = connectAsOwner(stack().database.owner, "bench");
    await measureBurst(owner, 20);
    const bursts: Burst[] = [];
    for (let round = 0; round < rounds; round++) {
      // Half before and half after, so that other load on the machine affects both.
      const before = await measureBare(size / 2);
      const burst = await measureBurst(owner, size);
      bursts.push({ ...burst, bare: before + (await measureBare(size / 2)) });
    }
    const single: number[] = [];
    // Of a type that costs the worker nothing.
    while (single.length < 300) single.push(await deliver("", "sms.created"));
    const lost: number[] = [];
    for (const id of await makeOrganizations(20)) lost.push(await heal(owner, id));
    await owner.end();
    return tablesOf(bursts, single, lost);
  });
}

/** Creates organizations with one owner at Clerk. */
async function makeOrganizations(count: number): Promise<string[]> {
  const { id: createdBy } = await createPerson(`${crypto.randomUUID()}@example.com`, "Ann");
  const ids: string[] = [];
  while (ids.length < count) {
    const name = `Bench ${ids.length}`;
    ids.push((await clerkApi().organizations.createOrganization({ name, createdBy })).id);
  }
  return ids;
}

/** Sends an organization.created for each over HTTP at once, and waits until every tenant has its owner. */
async function measureBurst(owner: postgres.Sql, count: number): Promise<Omit<Burst, "bare">> {
  const ids = await makeOrganizations(count);
  const latencies: number[] = [];
  const wanted = (await countUsable(owner)) + count;
  const deadline = Date.now() + 300_000;
  const usable = timed(async () => {
    while ((await countUsable(owner)) < wanted) {
      if (Date.now() > deadline) throw new Error("Not every tenant was usable within five minutes");
      // Counting takes the database a millisecond or two: rare enough not to distort the figures.
      await Bun.sleep(100);
    }
  });
  const sent = await timed(() =>
    concurrently(maxInFlight, async () => {
      for (let id = ids.pop(); id; id = ids.pop()) latencies.push(await deliver(id, "organization.created"));
    }),
  );
  const [p50, p99] = [percentile(latencies, 0.5), percentile(latencies, 0.99)];
  return { accepted: (count * 1000) / sent, p50, p99, usable: await usable };
}

async function measureBare(count: number): Promise<number> {
  return await sendAll(stack().database.owner, Array.from({ length: count }, bareSchema));
}

/** An organization whose webhooks were lost. @returns milliseconds from the request to sync until its tenant is active. */
async function heal(owner: postgres.Sql, id: string): Promise<number> {
  // Lets the worker go idle.
  await Bun.sleep(200);
  return await timed(async () => {
    await owner`select app.ask_for_sync(${id})`;
    while ((await findByOrganization(owner, id))?.status !== "active") await Bun.sleep(5);
  });
}

/** @returns milliseconds until the web server has stored and answered it. */
async function deliver(id: string, type: string): Promise<number> {
  const now = Date.now();
  const data = { object: "organization", id, created_at: now, updated_at: now };
  const body = JSON.stringify({ object: "event", type, timestamp: now, data });
  const delivery = { id: `msg_${Bun.randomUUIDv7()}`, body };
  return await timed(async () => {
    const { status } = await attemptDelivery(delivery, stack().webhook, new AbortController().signal);
    if (status !== 202) throw new Error(`A delivery was answered with ${status}`);
  });
}

/** A tenant is usable when it is active and has a member. */
async function countUsable(owner: postgres.Sql): Promise<number> {
  const [row] = await owner<{ count: number }[]>`
    select count(distinct t.id)::int as count from public.tenants t
    join public.memberships m on m.tenant_id = t.id where t.status = 'active'`;
  return row?.count ?? 0;
}

function tablesOf(bursts: Burst[], single: number[], lost: number[]): Table[] {
  const p99 = median(bursts.map((burst) => burst.p99));
  const ratios = bursts.map(({ usable, bare }) => usable / bare);
  const alone = [
    { name: "a webhook, until stored and answered", times: single },
    { name: "a workspace whose webhooks were lost, until active", times: lost },
  ];
  return [
    table("Bursts", bursts, [
      ["round", (burst) => String(bursts.indexOf(burst) + 1)],
      ["accepted per second", ({ accepted }) => whole(accepted)],
      ["answer p50 ms", ({ p50 }) => whole(p50)],
      ["p99 ms", ({ p99 }) => whole(p99)],
      ["all usable s", ({ usable }) => fixed(usable / 1000)],
      ["bare SQL s", ({ bare }) => fixed(bare / 1000)],
      ["ratio", ({ usable, bare }) => fixed(usable / bare)],
    ]),
    table("One at a time", alone, [
      ["", ({ name }) => name],
      ["p50 ms", ({ times }) => fixed(percentile(times, 0.5), 1)],
      ["p99 ms", ({ times }) => fixed(percentile(times, 0.99), 1)],
    ]),
    targetTable([
      ["all tenants usable ÷ bare SQL", median(ratios), "≤", 1.3],
      ["a single webhook, p99, ms", percentile(single, 0.99), "≤", 50],
      ["answer of the endpoint in a burst, p99, s", p99 / 1000, "≤", 2],
      ["lost webhook: active after, slowest, s", Math.max(...lost) / 1000, "≤", 1],
    ]),
  ];
}
