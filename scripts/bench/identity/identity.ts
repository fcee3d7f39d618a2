import { availableParallelism } from "node:os";
import { findByOrganization } from "#db/directory/tenant-rows.ts";
import { askForSync } from "#db/jobs/sync-requests.ts";
import type { TestDatabase } from "#db/testing/database.ts";
import { judge, median, percentile, ratio } from "#scripts/bench/arithmetic.ts";
import { timed } from "#scripts/bench/measure.ts";
import { fixed, type GroupReport, whole } from "#scripts/bench/report.ts";
import { withServer } from "#scripts/bench/servers.ts";
import { type Burst, makeOrganizations, measureBare, measureBurst, measureSingle } from "./burst.ts";
import { type Stack, startStack } from "./stack.ts";

const connections = availableParallelism() * 2;

type Measured = { bursts: Burst[]; bare: number[]; single: number[]; healing: number[] };

/** A burst of new organizations, from the webhook to usable tenants; and organizations whose webhooks were lost. */
export async function benchIdentity(scale: { size: number; rounds: number }): Promise<GroupReport> {
  const { size, rounds } = scale;
  return await withServer(async (newDatabase) => {
    const database = await newDatabase();
    const stack = await startStack(database);
    try {
      await measureBurst(stack, database, await makeOrganizations(stack, 20, "warm"));
      const measured: Measured = { bursts: [], bare: [], single: [], healing: [] };
      for (let round = 0; round < rounds; round++) {
        const ids = await makeOrganizations(stack, size, `round${round}`);
        // Half before and half after, so that other load on the machine affects both.
        const before = await measureBare(database, size / 2, connections);
        measured.bursts.push(await measureBurst(stack, database, ids));
        measured.bare.push(before + (await measureBare(database, size / 2, connections)));
      }
      measured.single = await measureSingle(stack, 300);
      measured.healing = await measureHealing(stack, database);
      return reportOn(size, measured);
    } finally {
      await stack.stop();
    }
  });
}

/** Organizations whose webhooks were lost, one after the other: from the request to sync until the tenant is active. */
async function measureHealing(stack: Stack, database: TestDatabase): Promise<number[]> {
  const times: number[] = [];
  for (const id of await makeOrganizations(stack, 20, "lost")) {
    const heal = async () => {
      await askForSync(database.webPool, id);
      while ((await findByOrganization(database.owner, id))?.status !== "active") await Bun.sleep(5);
    };
    times.push(await timed(heal));
    // Lets the worker go idle, as before a single request.
    await Bun.sleep(200);
  }
  return times;
}

function reportOn(size: number, { bursts, bare, single, healing }: Measured): GroupReport {
  const usable = bursts.map((burst) => burst.usable);
  const p99 = median(bursts.map(({ latencies }) => percentile(latencies, 0.99)));
  return {
    title: "From Clerk's webhook to a workspace",
    setting: `${whole(size)} organization.created deliveries at once over HTTP, 256 at a time, to the web server of the production build; one worker; a local Clerk that the worker asks about each organization. Web server, worker, Clerk and PostgreSQL share the processors. The bare SQL makes as many schemas, one message each, over ${connections} connections, half before and half after each burst. Usable: active, with its owner. Then, one at a time: webhooks, and organizations whose webhooks were lost, from the request to sync to an active tenant.`,
    tables: [
      {
        title: "Bursts",
        head: [
          "round",
          "accepted per second",
          "answer p50 ms",
          "p99 ms",
          "all usable s",
          "bare SQL s",
          "ratio",
        ],
        rows: bursts.map((burst, round) => [
          String(round + 1),
          whole(burst.accepted),
          fixed(percentile(burst.latencies, 0.5), 0),
          fixed(percentile(burst.latencies, 0.99), 0),
          fixed(burst.usable / 1000),
          fixed((bare[round] ?? Number.NaN) / 1000),
          fixed(burst.usable / (bare[round] ?? Number.NaN)),
        ]),
      },
      {
        title: "One at a time",
        head: ["", "p50 ms", "p99 ms"],
        rows: [
          ["a webhook, until stored and answered", ...spread(single)],
          ["a workspace whose webhooks were lost, until active", ...spread(healing)],
        ],
      },
    ],
    targets: [
      judge("all tenants usable ÷ bare SQL", ratio(usable, bare), { atMost: 1.3 }),
      judge("a single webhook, p99, ms", percentile(single, 0.99), { atMost: 50 }),
      judge("answer of the endpoint in a burst, p99, s", p99 / 1000, { atMost: 2 }),
      judge("lost webhook: active after, slowest, s", Math.max(...healing) / 1000, { atMost: 1 }),
    ],
  };
}

function spread(times: readonly number[]): string[] {
  return [fixed(median(times), 1), fixed(percentile(times, 0.99), 1)];
}
