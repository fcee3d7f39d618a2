import { availableParallelism } from "node:os";
import { findByOrganization } from "#db/directory/tenant-rows.ts";
import { askForSync } from "#db/jobs/sync-requests.ts";
import type { TestDatabase } from "#db/testing/database.ts";
import { judge, median, percentile, ratio } from "#scripts/bench/arithmetic.ts";
import { fixed, type GroupReport, whole } from "#scripts/bench/report.ts";
import { withServer } from "#scripts/bench/servers.ts";
import { type Burst, makeOrganizations, measureBare, measureBurst, measureLone } from "./burst.ts";
import { type Stack, startStack } from "./stack.ts";

const connections = availableParallelism() * 2;

type Measured = { bursts: Burst[]; bare: number[]; lone: number[]; healing: number[] };

/** A burst of new organizations from the webhook to tenants that can be used; and one that no webhook told of. */
export async function benchIdentity({
  size,
  rounds,
}: {
  size: number;
  rounds: number;
}): Promise<GroupReport> {
  return await withServer(async (newDatabase) => {
    const database = await newDatabase();
    const stack = await startStack(database);
    try {
      await measureBurst(stack, database, await makeOrganizations(stack, 20, "warm"));
      const measured: Measured = { bursts: [], bare: [], lone: [], healing: [] };
      for (let round = 0; round < rounds; round++) {
        const ids = await makeOrganizations(stack, size, `round${round}`);
        // Half before and half after, so that whatever else the machine does falls on both.
        const before = await measureBare(database, size / 2, connections);
        measured.bursts.push(await measureBurst(stack, database, ids));
        measured.bare.push(before + (await measureBare(database, size / 2, connections)));
      }
      measured.lone = await measureLone(stack, 300);
      measured.healing = await measureHealing(stack, database);
      return reportOn(size, measured);
    } finally {
      await stack.stop();
    }
  });
}

/** Organizations whose webhooks were lost: from the question to a tenant that can be used. One after the other. */
async function measureHealing(stack: Stack, database: TestDatabase): Promise<number[]> {
  const times: number[] = [];
  for (const id of await makeOrganizations(stack, 20, "lost")) {
    const begun = performance.now();
    await askForSync(database.webPool, id);
    while ((await findByOrganization(database.owner, id))?.status !== "active") await Bun.sleep(5);
    times.push(performance.now() - begun);
    // The worker rests, as before a single question.
    await Bun.sleep(200);
  }
  return times;
}

function reportOn(size: number, { bursts, bare, lone, healing }: Measured): GroupReport {
  const usable = bursts.map((burst) => burst.usable);
  const p99 = median(bursts.map(({ latencies }) => percentile(latencies, 0.99)));
  return {
    name: "identity",
    title: "From Clerk's webhook to a workspace",
    setting: `${whole(size)} organization.created deliveries at once over HTTP, 256 at a time, to the web server of the production build; one worker; a local Clerk that the worker asks about each. Web server, worker, Clerk and PostgreSQL share the processors. The bare SQL makes as many schemas, one message each, over ${connections} connections, half before and half after each burst. Usable: active, and the owner is in it. Then, one at a time, webhooks, and organizations whose webhooks were lost, from the first question to an active tenant.`,
    tables: [
      {
        title: "Bursts",
        head: [
          "round",
          "accepted a second",
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
          ["a webhook, until it is stored and answered", ...spread(lone)],
          ["a workspace whose webhooks were lost, until it is active", ...spread(healing)],
        ],
      },
    ],
    targets: [
      judge("all tenants usable ÷ bare SQL", ratio(usable, bare), { atMost: 1.3 }),
      judge("a webhook alone, p99, ms", percentile(lone, 0.99), { atMost: 50 }),
      judge("answer of the endpoint in a burst, p99, s", p99 / 1000, { atMost: 2 }),
      judge("webhook lost: ready after, slowest, s", Math.max(...healing) / 1000, { atMost: 1 }),
    ],
  };
}

function spread(times: readonly number[]): string[] {
  return [fixed(median(times), 1), fixed(percentile(times, 0.99), 1)];
}
