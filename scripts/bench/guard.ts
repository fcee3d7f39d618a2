import postgres from "postgres";
import { storeKeyHashes } from "#db/migrate/seal/key-hashes.ts";
import { testSealSecret } from "#db/testing/database.ts";
import { type BenchDatabase, binDirs, entryOf, openDatabase, provisionMany, seed } from "./databases.ts";
import { alternate, type Figures, type Results, type Scale } from "./measure.ts";
import { type Probe, probedRows, probes } from "./probes.ts";
import { processCpu } from "./processes.ts";
import { fixed, type Table, type Target, table, targetTable } from "./report.ts";

type Measured = { probe: Probe; results: Results };

/** The same statements on the same tables: without the guard, with it, and during a key rotation. */
export async function benchGuard(scale: Scale): Promise<Table[]> {
  const tables: Table[] = [];
  const targets: Target[] = [];
  const time = (variant: string) => (each: Measured) => fixed(each.results.median(variant, "time"), 1);
  const cost = (variant: string, { results }: Measured) => results.ratio(variant, "without", "time");
  for (const binDir of binDirs) {
    const database = await openDatabase(binDir);
    const measured = await measure(database, scale);
    const name = `PostgreSQL ${database.version}`;
    tables.push(
      table(`${name}: microseconds per statement, and as a multiple of no guard`, measured, [
        ["statement", ({ probe }) => probe.name],
        ["no guard", time("without")],
        ["guard", time("guard")],
        ["", (each) => fixed(cost("guard", each))],
        ["mid-rotation", time("rotation")],
        ["", (each) => fixed(cost("rotation", each))],
      ]),
    );
    for (const each of measured) {
      const { name: statement, maxRatio } = each.probe;
      if (!maxRatio) continue;
      targets.push([`${name}, ${statement}`, cost("guard", each), "≤", maxRatio]);
      targets.push([`${name}, ${statement}, mid-rotation`, cost("rotation", each), "≤", maxRatio]);
    }
  }
  return [...tables, targetTable(targets)];
}

async function measure(database: BenchDatabase, { rounds, milliseconds }: Scale): Promise<Measured[]> {
  const tenants = await provisionMany(database, 2);
  const [guarded, rotating] = tenants;
  if (!guarded || !rotating) throw new Error("Two tenants are needed");
  await seed(database, tenants, probedRows);
  const secrets = `${testSealSecret} another-secret-for-the-middle-of-a-rotation`;
  await storeKeyHashes(database.admin, secrets, [rotating.id]);
  await database.admin`vacuum analyze`;
  const bare = { text: `set local search_path to ${guarded.schema}, pg_temp`, values: [] };
  const app = database.url("tenantry_app");
  const sessions = {
    without: await openSession(database.url("admin"), bare),
    guard: await openSession(app, entryOf(guarded)),
    rotation: await openSession(app, entryOf(rotating)),
  };
  const measured: Measured[] = [];
  for (const probe of probes) {
    const variants: Record<string, () => Promise<Figures>> = {};
    // A backend's CPU time varies little, and there are many statements: half the time is enough.
    for (const [name, { execute }] of Object.entries(sessions))
      variants[name] = () => execute(probe, milliseconds / 2);
    measured.push({ probe, results: await alternate(variants, rounds, 2) });
  }
  await Promise.all(Object.values(sessions).map(({ close }) => close()));
  return measured;
}

let executions = 0;

/** A session that enters once per turn, and rolls back what it wrote. */
async function openSession(url: string, entry: { text: string; values: string[] }) {
  // The CPU time of parallel workers would not be counted.
  const connection = { application_name: "bench guard", max_parallel_workers_per_gather: 0 };
  const sql = postgres(url, { max: 1, fetch_types: false, connection });
  const [backend] = await sql<{ pid: number }[]>`select pg_backend_pid() as pid`;
  // The time of day where CPU time is unknown.
  const clock = () => processCpu(backend?.pid ?? 0) || performance.now() * 1000;
  const execute = async (probe: Probe, milliseconds: number): Promise<Figures> => {
    const one = () => sql.unsafe(probe.sql, probe.parameters?.(executions++) ?? [], { prepare: true });
    await sql.unsafe("begin");
    await sql.unsafe(entry.text, entry.values);
    const [used, begun] = [clock(), performance.now()];
    let count = 0;
    for (; performance.now() - begun < milliseconds; count += probe.batch ?? 1)
      await Promise.all(Array.from({ length: probe.batch ?? 1 }, one));
    const time = (clock() - used) / count;
    await sql.unsafe("rollback");
    return { time };
  };
  return { execute, close: () => sql.end() };
}
