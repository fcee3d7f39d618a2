import type postgres from "postgres";
import type { TestDatabase } from "#db/testing/database.ts";
import { judge } from "#scripts/bench/arithmetic.ts";
import {
  cpuOf,
  load,
  type Results,
  runRounds,
  type Scale,
  throughput,
  throughputRatio,
  type Variant,
} from "#scripts/bench/measure.ts";
import { findPostmaster, type Postmaster } from "#scripts/bench/processes.ts";
import { fixed, type GroupReport, type Table, whole } from "#scripts/bench/report.ts";
import { pgbenchProgram, withServer } from "#scripts/bench/servers.ts";
import {
  asAdmin,
  type BenchTenant,
  copyWithoutGuard,
  provisionMany,
  seedProjects,
} from "#scripts/bench/tenants.ts";
import { preparePgbench } from "./pgbench.ts";
import {
  bare,
  perTenantApplication,
  poolPerTenant,
  poolSize,
  type Rival,
  requestTransaction,
  stepwise,
} from "./rivals.ts";

type Setup = { database: TestDatabase; tenants: BenchTenant[]; server: Postmaster | undefined; scale: Scale };
type Connections = { ours: number; perTenant: number };
type Cell = { tenants: number; concurrency: number; results: Results; connections: Connections };

const fleetSizes = [10, 1, 1000];
const concurrencies = [8, 1, 32];
/** Above this, neither a pool for each tenant nor a script for each is practical. */
const maxPools = 10;
const names: Record<string, string> = {
  ours: "inTenant",
  bare: "bare autocommit",
  stepwise: "sql.begin stepwise",
  perTenant: "pool per tenant",
  pgbench: "pgbench",
};

/** One request transaction against its alternatives. */
export async function benchRequests(scale: Scale): Promise<GroupReport> {
  const cells = await withServer(async (newDatabase) => {
    const database = await newDatabase();
    const tenants = await provisionMany(database, Math.max(...fleetSizes));
    await seedProjects(database.owner, tenants);
    await copyWithoutGuard(database, tenants);
    const setup = { database, tenants, server: await findPostmaster(database.owner), scale };
    // Not counted: compiles every rival's code.
    const compile = { rounds: 0, milliseconds: 0, warmUp: 3000 };
    await measureCell({ ...setup, tenants: tenants.slice(0, maxPools), scale: compile }, 8);
    const measured: Cell[] = [];
    for (const size of fleetSizes) {
      for (const concurrency of concurrencies) {
        console.error(`  ${size} tenants, concurrency ${concurrency}`);
        measured.push(await measureCell({ ...setup, tenants: tenants.slice(0, size) }, concurrency));
      }
    }
    return measured;
  });
  return reportOn(cells);
}

async function measureCell(setup: Setup, concurrency: number): Promise<Cell> {
  const { database, tenants, server, scale } = setup;
  const isSmall = tenants.length <= maxPools;
  const ours = requestTransaction(database, tenants);
  const rivals: Record<string, Rival> = {
    ours,
    bare: bare(database, tenants),
    stepwise: stepwise(database, tenants),
    ...(isSmall && { perTenant: poolPerTenant(database, tenants) }),
  };
  const variants: Variant[] = Object.entries(rivals).map(([name, { operation }]) => ({
    name,
    measure: (milliseconds) => load(operation, { concurrency, milliseconds, server }),
  }));
  const pgbench =
    pgbenchProgram && isSmall
      ? preparePgbench({ program: pgbenchProgram, url: database.url("tenantry_app"), tenants, server })
      : undefined;
  if (pgbench) variants.push({ name: "pgbench", measure: () => pgbench.measure(concurrency) });
  // Each of the pool's connections has to meet each tenant.
  const warmUp = scale.warmUp + 2 * tenants.length;
  const results = await runRounds(variants, { ...scale, warmUp });
  const connections = await asAdmin(database, (admin) => countConnections(admin, ours, concurrency));
  await Promise.all(Object.values(rivals).map(({ close }) => close()));
  pgbench?.remove();
  return { tenants: tenants.length, concurrency, results, connections };
}

/** The most connections seen during half a second of requests: ours, and those of the pools per tenant. */
async function countConnections(admin: postgres.Sql, ours: Rival, concurrency: number): Promise<Connections> {
  const max = { ours: 0, perTenant: 0 };
  let isRunning = true;
  const running = load(ours.operation, { concurrency, milliseconds: 500 }).finally(() => {
    isRunning = false;
  });
  while (isRunning) {
    // A session inside a tenant has the tenant's name, so ours are all that are not a rival's.
    const [now] = await admin<Connections[]>`
      select
        count(*) filter (where application_name not like 'rival %')::int as ours,
        count(*) filter (where application_name = ${perTenantApplication})::int as "perTenant"
      from pg_stat_activity where datname = current_database() and usename = 'tenantry_app'`;
    max.ours = Math.max(max.ours, now?.ours ?? 0);
    max.perTenant = Math.max(max.perTenant, now?.perTenant ?? 0);
    await Bun.sleep(5);
  }
  await running;
  return max;
}

function reportOn(cells: Cell[]): GroupReport {
  const ordered = cells.toSorted((a, b) => a.tenants - b.tenants || a.concurrency - b.concurrency);
  const main = cells.find(({ tenants, concurrency }) => tenants === 10 && concurrency === 8);
  if (!main) throw new Error("The cell with the targets is missing");
  const against = (name: string) => throughputRatio(main.results, "ours", name);
  const maxConnections = Math.max(...cells.map(({ connections }) => connections.ours));
  return {
    title: "A request's transaction",
    setting: `inTenant, read only, with one select of a project by its key, through a pool of ${poolSize}; tenants in turn. Transactions per second, medians over the rounds; in parentheses, ours as a multiple of the other.`,
    tables: [throughputTable(ordered), cpuTable(main)],
    targets: [
      judge("of bare autocommit, 10 tenants, concurrency 8", against("bare"), { atLeast: 0.5 }),
      judge("times stepwise, 10 tenants, concurrency 8", against("stepwise"), { atLeast: 2.5 }),
      judge("of pgbench, 10 tenants, concurrency 8", against("pgbench"), { atLeast: 0.7 }),
      judge("connections in any cell", maxConnections, { atMost: poolSize }),
    ],
  };
}

function throughputTable(cells: Cell[]): Table {
  const compared = ({ results }: Cell, name: string) => {
    if (!results[name]) return "–";
    const multiple = name === "ours" ? "" : ` (${fixed(throughputRatio(results, "ours", name))})`;
    return `${whole(throughput(results, name))}${multiple}`;
  };
  return {
    title: "Throughput",
    head: ["tenants × concurrency", ...Object.values(names), "connections: ours", "pool per tenant"],
    rows: cells.map((cell) => [
      `${whole(cell.tenants)} × ${cell.concurrency}`,
      ...Object.keys(names).map((name) => compared(cell, name)),
      whole(cell.connections.ours),
      cell.tenants > maxPools
        ? `up to ${whole(cell.tenants * 10)}, not run`
        : whole(cell.connections.perTenant),
    ]),
  };
}

function cpuTable({ results }: Cell): Table {
  const measured = Object.entries(names).filter(([name]) => results[name]);
  return {
    title: "CPU of one operation in µs, 10 tenants, concurrency 8",
    head: ["", "client", "server"],
    rows: measured.map(([name, shown]) => [
      ...[shown, whole(cpuOf(results, name, "clientCpu")), whole(cpuOf(results, name, "serverCpu"))],
    ]),
  };
}
