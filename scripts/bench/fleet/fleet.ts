import { judge, percentile } from "#scripts/bench/arithmetic.ts";
import { load } from "#scripts/bench/load.ts";
import { fixed, type GroupReport, whole } from "#scripts/bench/report.ts";
import { requestTransaction } from "#scripts/bench/requests/rivals.ts";
import { type Results, runRounds, type Scale, throughput, throughputRatio } from "#scripts/bench/rounds.ts";
import { type Fleet, warmTenants } from "./fleet-database.ts";

const concurrency = 8;
const firstTouches = 500;

/** Whether ten tenants notice that there are ten thousand. */
export async function benchFleet({ database, tenants, small }: Fleet, scale: Scale): Promise<GroupReport> {
  const large = requestTransaction(database, tenants.slice(0, warmTenants));
  const alone = requestTransaction(small.database, small.tenants);
  const variants = Object.entries({ large, alone }).map(([name, { operation }]) => ({
    name,
    measure: (milliseconds: number) => load(operation, { concurrency, milliseconds }),
  }));
  const results = await runRounds(variants, {
    ...scale,
    milliseconds: scale.milliseconds * 2,
    warmUp: scale.warmUp * 2,
  });
  await Promise.all([large.close(), alone.close()]);
  const cold = await touchCold({ database, tenants });
  const [largeMs, aloneMs] = [latencies(results, "large"), latencies(results, "alone")];
  const compare = (share: number) => percentile(largeMs, share) / percentile(aloneMs, share);
  return {
    name: "fleet",
    title: "A large fleet",
    setting: `${warmTenants} warm tenants in turn, concurrency ${concurrency}, in a database of ${whole(tenants.length)} and in one that has no others; beside them the first touch of tenants that the connection never met, one at a time.`,
    tables: [
      {
        title: "Transactions",
        head: ["", "a second", "p50 ms", "p99 ms"],
        rows: [
          row(`${warmTenants} of ${warmTenants} tenants`, whole(throughput(results, "alone")), aloneMs),
          row(
            `${warmTenants} of ${whole(tenants.length)} tenants`,
            whole(throughput(results, "large")),
            largeMs,
          ),
          row(`first touch, of ${whole(tenants.length)} tenants`, "", cold),
        ],
      },
    ],
    targets: [
      judge("throughput, small ÷ large", throughputRatio(results, "alone", "large"), { atMost: 1.3 }),
      judge("p50, large ÷ small", compare(0.5), { atMost: 1.3 }),
      judge("p99, large ÷ small", compare(0.99), { atMost: 1.3 }),
    ],
  };
}

/** Each of these tenants for the first time on this connection, as after the pool renewed it. */
async function touchCold({ database, tenants }: Pick<Fleet, "database" | "tenants">): Promise<number[]> {
  const cold = tenants.slice(warmTenants);
  const step = Math.floor(cold.length / firstTouches);
  const { operation, close } = requestTransaction(
    database,
    cold.filter((_, index) => index % step === 0),
  );
  const durations: number[] = [];
  for (let touched = 0; touched < firstTouches; touched++) {
    const asked = performance.now();
    await operation();
    durations.push(performance.now() - asked);
  }
  await close();
  return durations;
}

function latencies(results: Results, name: string): number[] {
  return (results[name] ?? []).flatMap((sample) => sample.latencies);
}

function row(name: string, perSecond: string, durations: number[]): string[] {
  return [name, perSecond, fixed(percentile(durations, 0.5)), fixed(percentile(durations, 0.99))];
}
