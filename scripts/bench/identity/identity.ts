import { availableParallelism } from "node:os";
import { askForSync } from "#db/ask-for-sync.ts";
import { findByOrganization } from "#db/provision.ts";
import type { TestDatabase } from "#db/testing/database.ts";
import { judge, median, percentile, ratio } from "../arithmetic.ts";
import { fixed, type GroupReport, whole } from "../report.ts";
import { withServer } from "../servers.ts";
import { type Burst, makeOrganizations, measureBare, measureBurst } from "./burst.ts";
import { type Stack, startStack } from "./stack.ts";

const connections = availableParallelism() * 2;

type Measured = { bursts: Burst[]; bare: number[]; healing: number[] };

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
      const measured: Measured = { bursts: [], bare: [], healing: [] };
      for (let round = 0; round < rounds; round++) {
        const ids = await makeOrganizations(stack, size, `round${round}`);
        measured.bare.push(await measureBare(database, size, connections));
        measured.bursts.push(await measureBurst(stack, database, ids));
      }
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

function reportOn(size: number, { bursts, bare, healing }: Measured): GroupReport {
  const usable = bursts.map((burst) => burst.usable);
  const p99 = median(bursts.map(({ latencies }) => percentile(latencies, 0.99)));
  return {
    name: "identity",
    title: "From Clerk's webhook to a workspace",
    setting: `${whole(size)} organization.created deliveries at once over HTTP, 256 at a time, to the web server of the production build; one worker; a local Clerk that the worker asks about each. Web server, worker, Clerk and PostgreSQL share the processors. The bare SQL makes as many schemas, one message each, over ${connections} connections, in turn with the bursts. Usable: active, and the owner is in it. Then, one at a time, organizations whose webhooks were lost, from the first question to an active tenant.`,
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
        title: "Webhooks lost",
        head: ["", "p50 ms", "slowest ms"],
        rows: [["asked for until active", fixed(median(healing), 0), fixed(Math.max(...healing), 0)]],
      },
    ],
    targets: [
      judge("all tenants usable ÷ bare SQL", ratio(usable, bare), { atMost: 1.3 }),
      judge("answer of the endpoint in a burst, p99, s", p99 / 1000, { atMost: 2 }),
      judge("webhook lost: ready after, slowest, s", Math.max(...healing) / 1000, { atMost: 1 }),
    ],
  };
}
