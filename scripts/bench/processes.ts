import { readdirSync, readFileSync } from "node:fs";
import type postgres from "postgres";

/** The process that all of a PostgreSQL server's processes are children of. */
export type Postmaster = { pid: number };

/** Microseconds in a tick of /proc: USER_HZ is 100 wherever Linux runs today. */
const tick = 10_000;

/** Undefined where there is no /proc (macOS): what is read there is then not known. */
export async function findPostmaster(sql: postgres.Sql): Promise<Postmaster | undefined> {
  const [backend] = await sql<{ pid: number }[]>`select pg_backend_pid() as pid`;
  const stat = backend && readStat(backend.pid);
  return stat && { pid: stat.parent };
}

/** CPU that the server has used so far, with its processes that have ended, in microseconds. NaN when not known. */
export function serverCpu(postmaster: Postmaster | undefined): number {
  const own = postmaster && readStat(postmaster.pid);
  if (!own) return Number.NaN;
  const children = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((name) => readStat(Number(name)))
    .filter((stat) => stat?.parent === postmaster.pid);
  return children.reduce((sum, stat) => sum + (stat?.cpu ?? 0), own.cpu + own.endedChildren);
}

/** CPU that one process has used so far, to the nanosecond, in microseconds. NaN when not known. */
export function processorMicroseconds(pid: number): number {
  try {
    return Number(readFileSync(`/proc/${pid}/schedstat`, "utf8").split(" ")[0]) / 1000;
  } catch {
    return Number.NaN;
  }
}

/** Memory that no other process shares, in megabytes. NaN when not known. */
export function privateMegabytes(pid: number): number {
  try {
    const text = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
    const kilobytes = [...text.matchAll(/^Private_(?:Clean|Dirty):\s+(\d+) kB/gm)].map((match) =>
      Number(match[1]),
    );
    return kilobytes.reduce((sum, size) => sum + size, 0) / 1024;
  } catch {
    return Number.NaN;
  }
}

function readStat(pid: number): { parent: number; cpu: number; endedChildren: number } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The second field is the program's name in parentheses, and may hold anything.
    const fields = text
      .slice(text.lastIndexOf(")") + 2)
      .split(" ")
      .map(Number);
    const at = (field: number) => fields[field - 3] ?? 0;
    return {
      parent: at(4),
      cpu: (at(14) + at(15)) * tick,
      endedChildren: (at(16) + at(17)) * tick,
    };
  } catch {
    return undefined;
  }
}
