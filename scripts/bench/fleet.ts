import type { PoolOptions } from "#db/tenant/pool.ts";
import type { Tenant } from "#db/tenant/tenant.ts";
import { type BenchDatabase, openDatabase, provisionMany, seed } from "./databases.ts";
import { alternate, load, type Scale } from "./measure.ts";
import { privateMegabytes } from "./processes.ts";
import { fixed, type Table, type Target, table, targetTable, whole } from "./report.ts";
import { type Rival, requestTransaction } from "./rivals.ts";

type Fleet = { database: BenchDatabase; tenants: Tenant[] };

const warmTenants = 10;
const sampleEvery = 50;

/** What a backend's memory and ten tenants notice of ten thousand. Provisioning them takes minutes. */
export async function benchFleet(scale: Scale): Promise<Table[]> {
  const large = await provisionFleet(scale.isQuick ? 1000 : 10_000);
  const memory = await compareMemory(large);
  const speed = await compareSpeed(large, await provisionFleet(warmTenants), scale);
  return [memory.shown, speed.shown, targetTable([...memory.targets, ...speed.targets])];
}

type Compared = { shown: Table; targets: Target[] };

async function provisionFleet(size: number): Promise<Fleet> {
  const database = await openDatabase();
  const tenants = await provisionMany(database, size);
  await seed(database, tenants.slice(0, warmTenants));
  // Otherwise autovacuum does it during the measurement.
  await database.admin`vacuum analyze`;
  return { database, tenants };
}

/** The memory of one connection's backends when a pool of one goes through the whole fleet. */
async function compareMemory({ database, tenants }: Fleet): Promise<Compared> {
  const shipped = await visitAll({ database, tenants });
  // Without recycling, memory grows evenly: fewer tenants are enough to extrapolate from.
  const some = tenants.slice(0, 2000);
  const kept = await visitAll({ database, tenants: some }, { maxTenants: Infinity, maxAge: Infinity });
  const perTenant = (kept.last - kept.first) / (some.length - sampleEvery + 1);
  const extrapolated = kept.last + perTenant * (tenants.length - some.length);
  const rows = [
    { name: "as shipped", ...shipped },
    { name: "never recycled", ...kept, last: extrapolated },
  ];
  const shown = table("Private megabytes", rows, [
    ["", ({ name }) => name],
    ["tenants", ({ visited }) => whole(visited)],
    [`after the first ${sampleEvery}`, ({ first }) => fixed(first, 1)],
    ["peak", ({ peak }) => fixed(peak, 1)],
    [`after ${whole(tenants.length)}`, ({ last }) => fixed(last, 0)],
    ["backends used", ({ backends }) => whole(backends)],
  ]);
  return { shown, targets: [["megabytes, as shipped", shipped.peak, "≤", 300]] };
}

async function visitAll({ database, tenants }: Fleet, pooling: Partial<PoolOptions> = {}) {
  const { operation, close } = requestTransaction(database, tenants, { size: 1, ...pooling });
  const backends = new Set<number>();
  const sizes: number[] = [];
  for (const index of tenants.keys()) {
    await operation();
    // Before and at each round number, where the pool may replace its connection.
    if ((index + 2) % sampleEvery > 1) continue;
    const rows = await database.admin<{ pid: number }[]>`
      select pid from pg_stat_activity where datname = current_database() and usename = 'tenantry_app'`;
    for (const { pid } of rows) backends.add(pid);
    sizes.push(rows.reduce((sum, { pid }) => sum + privateMegabytes(pid), 0));
  }
  await close();
  const [first = Number.NaN, last = Number.NaN] = [sizes[0], sizes.at(-1)];
  return { visited: tenants.length, first, last, peak: Math.max(...sizes), backends: backends.size };
}

/** Whether ten tenants notice that there are ten thousand; and the first touch of tenants, one at a time. */
async function compareSpeed(large: Fleet, alone: Fleet, scale: Scale): Promise<Compared> {
  const few = requestTransaction(alone.database, alone.tenants);
  const many = requestTransaction(large.database, large.tenants.slice(0, warmTenants));
  const cold = requestTransaction(large.database, large.tenants.slice(warmTenants));
  const milliseconds = scale.milliseconds * 2;
  const turn = ({ operation }: Rival) => load(operation, { concurrency: 8, milliseconds });
  const results = await alternate({ large: () => turn(many), alone: () => turn(few) }, scale.rounds, 2);
  // As after the pool replaced its connection: no tenant comes twice in this time.
  const touched = await load(cold.operation, { concurrency: 1, milliseconds });
  await Promise.all([few.close(), many.close(), cold.close()]);
  const size = whole(large.tenants.length);
  const row = (name: string, of: string) =>
    [name, results.median(of, "perSecond"), results.median(of, "p50"), results.median(of, "p99")] as const;
  const rows = [
    row(`${warmTenants} of ${warmTenants} tenants`, "alone"),
    row(`${warmTenants} of ${size} tenants`, "large"),
    [`first touch, of ${size} tenants`, Number.NaN, touched.p50, touched.p99] as const,
  ];
  const shown = table("Transactions", rows, [
    ["", ([name]) => name],
    ["per second", ([, perSecond]) => whole(perSecond)],
    ["p50 ms", ([, , p50]) => fixed(p50)],
    ["p99 ms", ([, , , p99]) => fixed(p99)],
  ]);
  const targets: Target[] = [
    ["throughput, small ÷ large", results.ratio("alone", "large", "perSecond"), "≤", 1.3],
    ["p50, large ÷ small", results.ratio("large", "alone", "p50"), "≤", 1.3],
    ["p99, large ÷ small", results.ratio("large", "alone", "p99"), "≤", 1.3],
  ];
  return { shown, targets };
}
