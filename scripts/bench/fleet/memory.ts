import { createPool, type Pool, type PoolOptions } from "#db/tenant/pool.ts";
import { inTenant } from "#db/tenant/transaction.ts";
import { type TestDatabase, testSealSecret } from "#db/testing/database.ts";
import { judge } from "#scripts/bench/arithmetic.ts";
import { privateMegabytes } from "#scripts/bench/processes.ts";
import { fixed, type GroupReport, whole } from "#scripts/bench/report.ts";
import { asAdmin, type BenchTenant, projectColumns, projectId } from "#scripts/bench/tenants.ts";
import type { Fleet } from "./fleet-database.ts";

/** Without recycling, memory grows evenly: this many tenants are enough to extrapolate from. */
const unrecycledTenants = 2000;
const sampleEvery = 50;

/** The most memory one connection's backend takes when a pool of one goes through the whole fleet. */
export async function benchMemory({ database, tenants }: Fleet): Promise<GroupReport> {
  const recycled = await peakAfter(database, tenants, {});
  const some = tenants.slice(0, unrecycledTenants);
  const unrecycled = await peakAfter(database, some, { maxTenants: Infinity, maxAge: Infinity });
  const perTenant = (unrecycled.last - unrecycled.first) / (some.length - sampleEvery + 1);
  const extrapolated = unrecycled.last + perTenant * (tenants.length - some.length);
  const row = (name: string, count: number, { first, peak, backends }: Peak) => [
    ...[name, whole(count), fixed(first, 1), fixed(peak, 1), whole(backends)],
  ];
  return {
    title: "A backend's memory",
    setting: `A pool of one connection, one transaction with one select in each of ${whole(tenants.length)} tenants. Private memory of its backends together, sampled every ${sampleEvery} tenants.`,
    tables: [
      {
        title: "Private megabytes",
        head: ["", "tenants", "after the first 50", "peak", "backends used"],
        rows: [
          row("as shipped", tenants.length, recycled),
          row("never recycled", some.length, unrecycled),
          ["never recycled, extrapolated", whole(tenants.length), "", fixed(extrapolated, 0), ""],
        ],
      },
    ],
    targets: [judge("megabytes, as shipped", recycled.peak, { atMost: 300 })],
  };
}

type Peak = { first: number; last: number; peak: number; backends: number };

async function peakAfter(
  database: TestDatabase,
  tenants: readonly BenchTenant[],
  recycling: Pick<PoolOptions, "maxTenants" | "maxAge">,
): Promise<Peak> {
  const url = database.url("tenantry_app");
  const pool = createPool({ url, size: 1, applicationName: "bench memory", ...recycling });
  try {
    return await asAdmin(database, async (admin) => {
      const listBackends = async () => {
        const rows = await admin<{ pid: number }[]>`
          select pid from pg_stat_activity where datname = current_database() and usename = 'tenantry_app'`;
        return rows.map(({ pid }) => pid);
      };
      return await visitAll(pool, tenants, listBackends);
    });
  } finally {
    await pool.close();
  }
}

async function visitAll(
  pool: Pool,
  tenants: readonly BenchTenant[],
  listBackends: () => Promise<number[]>,
): Promise<Peak> {
  const backends = new Set<number>();
  const sizes: number[] = [];
  for (const [index, tenant] of tenants.entries()) {
    await inTenant(tenant, { pool, sealSecret: testSealSecret, readOnly: true, label: "bench" }, (tx) =>
      tx.selectFrom("projects").select(projectColumns).where("id", "=", projectId).execute(),
    );
    // Before and at each round number, where the pool may replace its connection.
    if ((index + 2) % sampleEvery > 1) continue;
    const pids = await listBackends();
    for (const pid of pids) backends.add(pid);
    sizes.push(pids.reduce((sum, pid) => sum + privateMegabytes(pid), 0));
  }
  const [first = Number.NaN, last = Number.NaN] = [sizes[0], sizes.at(-1)];
  return { first, last, peak: Math.max(...sizes), backends: backends.size };
}
