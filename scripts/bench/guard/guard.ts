import postgres from "postgres";
import { storeKeyHashes } from "#db/migrate/seal/key-hashes.ts";
import { type TestDatabase, testSealSecret } from "#db/testing/database.ts";
import { judge, type Target } from "#scripts/bench/arithmetic.ts";
import {
  type Results,
  runRounds,
  type Sample,
  type Scale,
  throughput,
  throughputRatio,
} from "#scripts/bench/measure.ts";
import { processorMicroseconds } from "#scripts/bench/processes.ts";
import { fixed, type GroupReport, type Table } from "#scripts/bench/report.ts";
import { binDirOf15, seenVersions, withServer } from "#scripts/bench/servers.ts";
import { asAdmin, type BenchTenant, provisionMany } from "#scripts/bench/tenants.ts";
import { type Probe, probes, seedForProbes } from "./probes.ts";

type Measured = { probe: Probe; results: Results };
type Version = { name: string; measured: Measured[] };

/** The same statements on the same tables: without the guard, with it, and during a key rotation. */
export async function benchGuard(scale: Scale): Promise<GroupReport> {
  const versions: Version[] = [];
  for (const binDir of binDirOf15 ? [undefined, binDirOf15] : [undefined]) {
    versions.push(
      await withServer(async (newDatabase) => measureVersion(await newDatabase(), scale), binDir),
    );
  }
  return {
    title: "The guard",
    setting:
      "One session of tenantry_app for each of three tenants with the same rows: one without policies, one as provisioned, one that accepts two keys. The context is entered once, the statement is prepared, and its time is the CPU time of the server's backend.",
    tables: versions.map(tableOf),
    targets: versions.flatMap(targetsOf),
  };
}

async function measureVersion(database: TestDatabase, scale: Scale): Promise<Version> {
  const [bare, guarded, rotating] = await provisionMany(database, 3);
  if (!bare || !guarded || !rotating) throw new Error("Three tenants are needed");
  for (const tenant of [bare, guarded, rotating]) await seedForProbes(database.owner, tenant);
  await asAdmin(database, async (admin) => {
    await removeGuard(admin, bare);
    const secrets = `${testSealSecret} another-secret-for-the-middle-of-a-rotation`;
    await storeKeyHashes(admin, secrets, [rotating.id]);
    await admin`vacuum analyze`;
  });
  const sessions = {
    without: await openSession(database, bare),
    guard: await openSession(database, guarded),
    rotation: await openSession(database, rotating),
  };
  const measured: Measured[] = [];
  for (const probe of probes) {
    const variants = Object.entries(sessions).map(([name, { measure }]) => ({
      name,
      measure: (milliseconds: number) => measure(probe, milliseconds),
    }));
    // A backend's CPU time varies little, and there are many statements: half the time is enough.
    const short = { ...scale, milliseconds: scale.milliseconds / 2, warmUp: scale.warmUp / 2 };
    measured.push({ probe, results: await runRounds(variants, short) });
  }
  await Promise.all(Object.values(sessions).map(({ close }) => close()));
  return { name: `PostgreSQL ${[...seenVersions].at(-1)}`, measured };
}

/** The tenant's tables without policies; everything else about them stays. */
async function removeGuard(admin: postgres.Sql, { schema }: BenchTenant): Promise<void> {
  const policies = await admin<{ table: string; name: string }[]>`
    select tablename as table, policyname as name from pg_policies where schemaname = ${schema}`;
  for (const { table, name } of policies) {
    await admin.unsafe(`
      drop policy ${name} on ${schema}.${table};
      alter table ${schema}.${table} disable row level security, no force row level security;`);
  }
}

let executions = 0;

/** A session of tenantry_app that enters the tenant once per measurement, and rolls back what it wrote. */
async function openSession(database: TestDatabase, { schema, id, key }: BenchTenant) {
  const sql = postgres(database.url("tenantry_app"), {
    max: 1,
    fetch_types: false,
    // The CPU time of parallel workers would not be counted.
    connection: { application_name: "bench guard", max_parallel_workers_per_gather: 0 },
  });
  const [backend] = await sql<{ pid: number }[]>`select pg_backend_pid() as pid`;
  const clock = clockOf(backend?.pid ?? 0);
  const execute = (probe: Probe) => sql.unsafe(probe.sql, probe.parameters(executions++), { prepare: true });
  const measure = async (probe: Probe, milliseconds: number): Promise<Sample> => {
    await sql.unsafe("begin");
    await sql`select app.enter_tenant(${schema}, ${id}, null, ${key}, 'bench guard')`;
    const first = executions;
    const used = clock();
    const begun = performance.now();
    while (performance.now() - begun < milliseconds)
      await Promise.all(Array.from({ length: probe.batch }, () => execute(probe)));
    const microseconds = (clock() - used) / (executions - first);
    await sql.unsafe("rollback");
    return { perSecond: 1e6 / microseconds, latencies: [] };
  };
  return { measure, close: () => sql.end() };
}

/** The backend's CPU time in microseconds, or the time of day where that is unknown. */
function clockOf(pid: number): () => number {
  const hasCpu = !Number.isNaN(processorMicroseconds(pid));
  return () => (hasCpu ? processorMicroseconds(pid) : performance.now() * 1000);
}

function tableOf({ name, measured }: Version): Table {
  const cost = (results: Results, variant: string) => [
    fixed(1e6 / throughput(results, variant), 1),
    fixed(throughputRatio(results, "without", variant)),
  ];
  return {
    title: `${name}: microseconds per statement, and as a multiple of no guard`,
    head: ["statement", "no guard", "guard", "", "mid-rotation", ""],
    rows: measured.map(({ probe, results }) => [
      probe.name,
      fixed(1e6 / throughput(results, "without"), 1),
      ...cost(results, "guard"),
      ...cost(results, "rotation"),
    ]),
  };
}

function targetsOf({ name, measured }: Version): Target[] {
  return measured.flatMap(({ probe, results }) => {
    const { name: statement, maxRatio: atMost } = probe;
    if (atMost === undefined) return [];
    const cost = (variant: string) => throughputRatio(results, "without", variant);
    return [
      judge(`${name}, ${statement}`, cost("guard"), { atMost }),
      judge(`${name}, ${statement}, mid-rotation`, cost("rotation"), { atMost }),
    ];
  });
}
