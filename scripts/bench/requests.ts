import type { Tenant } from "#db/tenant/tenant.ts";
import { type BenchDatabase, openDatabase, pgbench, provisionMany, seed } from "./databases.ts";
import { alternate, type Figures, load, type Results, type Scale } from "./measure.ts";
import { runPgbench } from "./pgbench.ts";
import { postmasterOf } from "./processes.ts";
import { fixed, type Table, table, targetTable, whole } from "./report.ts";
import { autocommit, poolPerTenant, poolSize, type Rival, requestTransaction, stepwise } from "./rivals.ts";

type Cell = { tenants: number; concurrency: number; results: Results };

const fleetSizes = [1, 10, 1000];
const concurrencies = [1, 8, 32];
/** Above this, neither a pool for each tenant nor a script for each is practical. */
const maxPools = 10;
const ours = "inTenant";
const stepped = "sql.begin stepwise";
const perTenant = "pool per tenant";
const names = [ours, "bare autocommit", stepped, perTenant, "pgbench"];

/** One request transaction against its alternatives. */
export async function benchRequests(scale: Scale): Promise<Table[]> {
  const database = await openDatabase();
  const tenants = await provisionMany(database, Math.max(...fleetSizes));
  await seed(database, tenants);
  // Not counted: compiles every rival's code.
  await measureCell(database, tenants.slice(0, maxPools), 8, scale);
  const cells: Cell[] = [];
  for (const size of fleetSizes) {
    for (const concurrency of concurrencies) {
      const results = await measureCell(database, tenants.slice(0, size), concurrency, scale);
      cells.push({ tenants: size, concurrency, results });
    }
  }
  return tablesOf(cells);
}

async function measureCell(
  database: BenchDatabase,
  tenants: readonly Tenant[],
  concurrency: number,
  { rounds, milliseconds }: Scale,
): Promise<Results> {
  const isSmall = tenants.length <= maxPools;
  const postmaster = await postmasterOf(database.admin);
  const rivals: Record<string, Rival> = {
    [ours]: requestTransaction(database, tenants),
    "bare autocommit": autocommit(database, tenants),
    [stepped]: stepwise(database, tenants),
    ...(isSmall && { [perTenant]: poolPerTenant(database, tenants) }),
  };
  const variants: Record<string, () => Promise<Figures>> = {};
  for (const [name, { operation }] of Object.entries(rivals)) {
    variants[name] = async () => {
      const figures = await load(operation, { concurrency, milliseconds, postmaster });
      return { ...figures, connections: await countConnections(database, name) };
    };
  }
  const url = database.url("tenantry_app");
  if (pgbench && isSmall) variants.pgbench = () => runPgbench(url, tenants, concurrency, postmaster);
  // Each of the pool's connections has to meet each tenant.
  const results = await alternate(variants, rounds, 2 + Math.ceil(tenants.length / 200));
  await Promise.all(Object.values(rivals).map(({ close }) => close()));
  return results;
}

/** A session inside a tenant has the tenant's name, so ours are all of the role that are not a rival's. */
async function countConnections({ admin }: BenchDatabase, name: string): Promise<number> {
  const rows = await admin`
    select from pg_stat_activity where application_name = ${`rival ${name}`}
      or ${name} = 'inTenant' and usename = 'tenantry_app' and application_name not like 'rival %'`;
  return rows.length;
}

function tablesOf(cells: readonly Cell[]): Table[] {
  const main = cells.find(({ tenants, concurrency }) => tenants === 10 && concurrency === 8)?.results;
  if (!main) throw new Error("The cell with the targets is missing");
  const where = "10 tenants, concurrency 8";
  const most = ({ results }: Cell, name: string) => Math.max(...results.all(name, "connections"));
  const against = (results: Results, name: string) => results.ratio(ours, name, "perSecond");
  const perSecond = ({ results }: Cell, name: string) => {
    const multiple = name === ours || !results.rounds[name] ? "" : ` (${fixed(against(results, name))})`;
    return `${whole(results.median(name, "perSecond"))}${multiple}`;
  };
  const poolsOf = (cell: Cell) =>
    cell.tenants > maxPools ? `up to ${whole(cell.tenants * 10)}, not run` : whole(most(cell, perTenant));
  return [
    table("Throughput", cells, [
      ["tenants × concurrency", ({ tenants, concurrency }) => `${whole(tenants)} × ${concurrency}`],
      ...names.map((name) => [name, (cell: Cell) => perSecond(cell, name)] as const),
      ["connections: ours", (cell) => whole(most(cell, ours))],
      [perTenant, poolsOf],
    ]),
    table(`CPU of one operation in µs, ${where}`, names, [
      ["", (name) => name],
      ["client", (name) => whole(main.median(name, "client"))],
      ["server", (name) => whole(main.median(name, "server"))],
    ]),
    targetTable([
      [`of bare autocommit, ${where}`, against(main, "bare autocommit"), "≥", 0.5],
      [`times stepwise, ${where}`, against(main, stepped), "≥", 2.5],
      [`of pgbench, ${where}`, against(main, "pgbench"), "≥", 0.7],
      ["connections in any cell", Math.max(...cells.map((cell) => most(cell, ours))), "≤", poolSize],
    ]),
  ];
}
