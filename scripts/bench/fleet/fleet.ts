import { judge, percentile } from "#scripts/bench/arithmetic.ts";
import {
  load,
  type Results,
  runRounds,
  type Scale,
  throughput,
  throughputRatio,
  timed,
} from "#scripts/bench/measure.ts";
import { fixed, type GroupReport, whole } from "#scripts/bench/report.ts";
import { requestTransaction } from "#scripts/bench/requests/rivals.ts";
import { type Fleet, warmTenants } from "./fleet-database.ts";

const concurrency = 8;
const firstTouches = 500;

/** Whether ten tenants notice that there are ten thousand. */
export async function benchFleet({ database, tenants, small }: Fleet, scale: Scale): Promise<GroupReport> {
  const large = requestTransaction(database, tenants.slice(0, warmTenants));
  const alone = requestTransaction(small.database, small.tenants);
  const variants = Object.entries({ large, alone }).map(([name, { operation }]) => ({
    name,
    measure: (milliseconds: number) => load(operation, { concurrency, milliseconds: milliseconds * 2 }),
  }));
  const results = await runRounds(variants, scale);
  await Promise.all([large.close(), alone.close()]);
  const cold = await touchCold({ database, tenants });
  const [largeMs, aloneMs] = [latencies(results, "large"), latencies(results, "alone")];
  const compare = (share: number) => percentile(largeMs, share) / percentile(aloneMs, share);
  const row = (name: string, perSecond: string, times: number[]) => [
    ...[name, perSecond, fixed(percentile(times, 0.5)), fixed(percentile(times, 0.99))],
  ];
  const size = whole(tenants.length);
  return {
    title: "A large fleet",
    setting: `${warmTenants} warm tenants in turn, concurrency ${concurrency}, in a database of ${size} and in one without others; then the first touch of tenants new to the connection, one at a time.`,
    tables: [
      {
        title: "Transactions",
        head: ["", "per second", "p50 ms", "p99 ms"],
        rows: [
          row(`${warmTenants} of ${warmTenants} tenants`, whole(throughput(results, "alone")), aloneMs),
          row(`${warmTenants} of ${size} tenants`, whole(throughput(results, "large")), largeMs),
          row(`first touch, of ${size} tenants`, "", cold),
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

/** Each of these tenants for the first time on this connection, as after the pool replaced it. */
async function touchCold({ database, tenants }: Pick<Fleet, "database" | "tenants">): Promise<number[]> {
  const cold = tenants.slice(warmTenants);
  const step = Math.floor(cold.length / firstTouches);
  const sparse = cold.filter((_, index) => index % step === 0);
  const { operation, close } = requestTransaction(database, sparse);
  const times: number[] = [];
  for (let touched = 0; touched < firstTouches; touched++) times.push(await timed(operation));
  await close();
  return times;
}

function latencies(results: Results, name: string): number[] {
  return (results[name] ?? []).flatMap((sample) => sample.latencies);
}
