import postgres from "postgres";
import type { TestDatabase } from "#db/testing/database.ts";
import { processorMicroseconds } from "#scripts/bench/processes.ts";
import type { Sample } from "#scripts/bench/rounds.ts";
import type { BenchTenant } from "#scripts/bench/tenants.ts";
import type { Probe } from "./probes.ts";

export type Session = {
  measure(probe: Probe, milliseconds: number): Promise<Sample>;
  close(): Promise<void>;
};

let executions = 0;

/** A session of tenantry_app that enters the tenant once for each measurement, and rolls back what it wrote. */
export async function openSession(database: TestDatabase, tenant: BenchTenant): Promise<Session> {
  const sql = postgres(database.url("tenantry_app"), {
    max: 1,
    fetch_types: false,
    // The CPU of parallel workers would not be counted.
    connection: { application_name: "bench guard", max_parallel_workers_per_gather: 0 },
  });
  const [backend] = await sql<{ pid: number }[]>`select pg_backend_pid() as pid`;
  const clock = clockOf(backend?.pid ?? 0);
  const measure = async (probe: Probe, milliseconds: number) => {
    await sql.unsafe("begin");
    const { schema, id, key } = tenant;
    await sql`select app.enter_tenant(${schema}, ${id}, ${key}, 'bench guard')`;
    const first = executions;
    const used = clock();
    const begun = performance.now();
    while (performance.now() - begun < milliseconds) {
      await Promise.all(Array.from({ length: probe.atOnce }, () => execute(sql, probe)));
    }
    const microseconds = (clock() - used) / (executions - first);
    await sql.unsafe("rollback");
    return { perSecond: 1e6 / microseconds, latencies: [] };
  };
  return { measure, close: () => sql.end() };
}

function execute(sql: postgres.Sql, probe: Probe): Promise<unknown> {
  return sql.unsafe(probe.sql, probe.parameters(executions++), { prepare: true });
}

/** The backend's CPU time in microseconds, or the time of day where that cannot be read. */
function clockOf(pid: number): () => number {
  return Number.isNaN(processorMicroseconds(pid))
    ? () => performance.now() * 1000
    : () => processorMicroseconds(pid);
}
