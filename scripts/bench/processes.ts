import { readdirSync, readFileSync } from "node:fs";
import type postgres from "postgres";

/** The parent of all of a PostgreSQL server's processes. */
export type Postmaster = { pid: number };

/** Microseconds in a tick of /proc: USER_HZ is 100 on every current Linux. */
const tick = 10_000;

/** Undefined without /proc (macOS). */
export async function findPostmaster(sql: postgres.Sql): Promise<Postmaster | undefined> {
  const [backend] = await sql<{ pid: number }[]>`select pg_backend_pid() as pid`;
  const stat = backend && readStat(backend.pid);
  return stat && { pid: stat.parent };
}

/** CPU microseconds that the server has used so far, including ended processes. NaN where unknown. */
export function serverCpu(postmaster: Postmaster | undefined): number {
  const own = postmaster && readStat(postmaster.pid);
  if (!own) return Number.NaN;
  const children = readdirSync("/proc")
    .map((name) => readStat(Number(name)))
    .filter((stat) => stat?.parent === postmaster.pid);
  return children.reduce((sum, stat) => sum + (stat?.cpu ?? 0), own.cpu + own.endedChildren);
}

/** CPU microseconds that one process has used so far, to the nanosecond. NaN where unknown. */
export function processorMicroseconds(pid: number): number {
  return Number(readProc(`${pid}/schedstat`)?.split(" ")[0] ?? Number.NaN) / 1000;
}

/** Memory that no other process shares, in megabytes. NaN where unknown. */
export function privateMegabytes(pid: number): number {
  const text = readProc(`${pid}/smaps_rollup`);
  if (text === undefined) return Number.NaN;
  const sizes = [...text.matchAll(/^Private_(?:Clean|Dirty):\s+(\d+) kB/gm)].map((match) => Number(match[1]));
  return sizes.reduce((sum, size) => sum + size, 0) / 1024;
}

function readStat(pid: number): { parent: number; cpu: number; endedChildren: number } | undefined {
  const text = readProc(`${pid}/stat`);
  if (text === undefined) return undefined;
  // The second field is the program's name in parentheses, which may contain anything.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const at = (field: number) => Number(fields[field - 3]);
  return { parent: at(4), cpu: (at(14) + at(15)) * tick, endedChildren: (at(16) + at(17)) * tick };
}

function readProc(file: string): string | undefined {
  try {
    return readFileSync(`/proc/${file}`, "utf8");
  } catch {
    return undefined;
  }
}
