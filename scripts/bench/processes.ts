import { readdirSync, readFileSync } from "node:fs";
import type postgres from "postgres";

// All figures come from /proc and are NaN without it (macOS).

/** CPU microseconds that a process of one thread has used so far, to the nanosecond. */
export function processCpu(pid: number): number {
  return Number(readProc(`${pid}/schedstat`).split(" ")[0] || Number.NaN) / 1000;
}

/** CPU microseconds that a PostgreSQL server has used so far, including its ended processes. */
export function serverCpu(postmaster: number | undefined): number {
  if (!postmaster) return Number.NaN;
  const children = readdirSync("/proc").filter((name) => parentOf(Number(name)) === postmaster);
  const [userTicks = 0, systemTicks = 0] = statOf(postmaster).slice(15, 17).map(Number);
  const running = [postmaster, ...children].map((pid) => processCpu(Number(pid)) || 0);
  // Clock ticks of ended children: 100 a second on every current Linux.
  return running.reduce((sum, cpu) => sum + cpu, (userTicks + systemTicks) * 10_000);
}

/** The parent of all of a PostgreSQL server's processes. */
export async function postmasterOf(sql: postgres.Sql): Promise<number> {
  const [backend] = await sql`select pg_backend_pid() as pid`;
  return parentOf(backend?.pid);
}

/** Memory that no other process shares, in megabytes. */
export function privateMegabytes(pid: number): number {
  const sizes = [...readProc(`${pid}/smaps_rollup`).matchAll(/^Private_(?:Clean|Dirty):\s+(\d+) kB/gm)];
  return sizes.length === 0 ? Number.NaN : sizes.reduce((sum, [, size]) => sum + Number(size), 0) / 1024;
}

function parentOf(pid: number): number {
  return Number(statOf(pid)[3]);
}

/** The second field, the program's name in parentheses, may contain anything: it is replaced. */
function statOf(pid: number): string[] {
  return readProc(`${pid}/stat`)
    .replace(/\(.*\)/s, "-")
    .split(" ");
}

function readProc(file: string): string {
  try {
    return readFileSync(`/proc/${file}`, "utf8");
  } catch {
    return "";
  }
}
