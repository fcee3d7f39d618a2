import type { TestDatabase } from "#db/testing/database.ts";
import { judge } from "#scripts/bench/arithmetic.ts";
import { load } from "#scripts/bench/load.ts";
import { findPostmaster, type Postmaster } from "#scripts/bench/processes.ts";
import { fixed, type GroupReport, whole } from "#scripts/bench/report.ts";
import {
  cpuOf,
  type Results,
  runRounds,
  type Scale,
  throughput,
  throughputRatio,
  type Variant,
} from "#scripts/bench/rounds.ts";
import { pgbenchProgram, withServer } from "#scripts/bench/servers.ts";
import {
  asAdmin,
  type BenchTenant,
  copyWithoutGuard,
  provisionMany,
  seedProjects,
} from "#scripts/bench/tenants.ts";
import { countConnections } from "./connections.ts";
import { preparePgbench } from "./pgbench.ts";
import { bare, poolPerTenant, poolSize, type Rival, requestTransaction, stepwise } from "./rivals.ts";

type Setup = { database: TestDatabase; tenants: BenchTenant[]; server: Postmaster | undefined; scale: Scale };
type Cell = {
  tenants: number;
  concurrency: number;
  results: Results;
  connections: { ours: number; perTenant: number };
};

const fleet = (process.env.F ?? "10,1,1000").split(",").map(Number);
const concurrencies = [8, 1, 32];
/** Above this, neither a pool for each tenant nor a script for each is any use. */
const mostPools = 10;

/** One request transaction against what it could be instead. */
export async function benchRequests(scale: Scale): Promise<GroupReport> {
  const cells = await withServer(async (newDatabase) => {
    const database = await newDatabase();
    const tenants = await provisionMany(database, Math.max(...fleet));
    await seedProjects(database.owner, tenants);
    await copyWithoutGuard(database, tenants);
    const setup = { database, tenants, server: await findPostmaster(database.owner), scale };
    const few = tenants.slice(0, mostPools);
    // Not counted: until the code of every rival is compiled.
    await measureCell({ ...setup, tenants: few, scale: { rounds: 0, milliseconds: 0, warmUp: 3000 } }, 8);
    const measured: Cell[] = [];
    for (const count of fleet) {
      for (const concurrency of concurrencies) {
        console.error(`  ${count} tenants, concurrency ${concurrency}`);
        measured.push(await measureCell({ ...setup, tenants: tenants.slice(0, count) }, concurrency));
      }
    }
    return measured;
  });
  return reportOn(cells);
}

async function measureCell(setup: Setup, concurrency: number): Promise<Cell> {
  const { database, tenants, server, scale } = setup;
  const ours = requestTransaction(database, tenants);
  const others: Record<string, Rival> = {
    bare: bare(database, tenants),
    stepwise: stepwise(database, tenants),
    ...(tenants.length <= mostPools && { perTenant: poolPerTenant(database, tenants) }),
  };
  const pgbench =
    pgbenchProgram && tenants.length <= mostPools
      ? preparePgbench({ program: pgbenchProgram, url: database.url("tenantry_app"), tenants, server })
      : undefined;
  const variants: Variant[] = Object.entries({ ours, ...others }).map(([name, { operation }]) => ({
    name,
    measure: (milliseconds) => load(operation, { concurrency, milliseconds, server }),
  }));
  if (pgbench)
    variants.push({ name: "pgbench", measure: () => pgbench.measure(concurrency), needsNoWarmUp: true });
  // Each of the pool's connections has to meet each tenant.
  const warmUp = scale.warmUp + 2 * tenants.length;
  const results = await runRounds(variants, { ...scale, warmUp });
  const connections = await asAdmin(database, (admin) => countConnections(admin, ours, concurrency));
  await Promise.all([ours, ...Object.values(others)].map(({ close }) => close()));
  pgbench?.remove();
  return { tenants: tenants.length, concurrency, results, connections };
}

function reportOn(cells: Cell[]): GroupReport {
  const ordered = cells.toSorted((a, b) => a.tenants - b.tenants || a.concurrency - b.concurrency);
  const main = cells.find(({ tenants, concurrency }) => tenants === 10 && concurrency === 8);
  if (!main) throw new Error("The cell that has the targets is missing");
  const against = (name: string) => throughputRatio(main.results, "ours", name);
  const mostConnections = Math.max(...cells.map(({ connections }) => connections.ours));
  return {
    name: "requests",
    title: "A request's transaction",
    setting: `inTenant, read only, with one select of a project by its key, through a pool of ${poolSize}; tenants in turn. Transactions a second, medians over the rounds; in parentheses, ours as a multiple of the other.`,
    tables: [throughputTable(ordered), cpuTable(main)],
    targets: [
      judge("of bare autocommit, 10 tenants, concurrency 8", against("bare"), { atLeast: 0.5 }),
      judge("times stepwise, 10 tenants, concurrency 8", against("stepwise"), { atLeast: 2.5 }),
      judge("of pgbench, 10 tenants, concurrency 8", against("pgbench"), { atLeast: 0.7 }),
      judge("connections in any cell", mostConnections, { atMost: poolSize }),
    ],
  };
}

function throughputTable(cells: Cell[]) {
  const compared = ({ results }: Cell, name: string) =>
    results[name]
      ? `${whole(throughput(results, name))} (${fixed(throughputRatio(results, "ours", name))})`
      : "–";
  return {
    title: "Throughput",
    head: [
      ...["tenants × concurrency", "inTenant", "bare autocommit", "sql.begin stepwise", "pool per tenant"],
      ...["pgbench", "connections: ours", "pool per tenant"],
    ],
    rows: cells.map((cell) => [
      `${whole(cell.tenants)} × ${cell.concurrency}`,
      whole(throughput(cell.results, "ours")),
      ...["bare", "stepwise", "perTenant", "pgbench"].map((name) => compared(cell, name)),
      whole(cell.connections.ours),
      cell.tenants > mostPools
        ? `up to ${whole(cell.tenants * 10)}, not run`
        : whole(cell.connections.perTenant),
    ]),
  };
}

function cpuTable({ results }: Cell) {
  const names = {
    ours: "inTenant",
    bare: "bare autocommit",
    stepwise: "sql.begin stepwise",
    perTenant: "pool per tenant",
    pgbench: "pgbench",
  };
  return {
    title: "CPU of one operation in µs, 10 tenants, concurrency 8",
    head: ["", "client", "server"],
    rows: Object.entries(names)
      .filter(([name]) => results[name])
      .map(([name, shown]) => [
        shown,
        whole(cpuOf(results, name, "clientCpu")),
        whole(cpuOf(results, name, "serverCpu")),
      ]),
  };
}
