import { existsSync, readdirSync, readFileSync, readlinkSync } from "node:fs";

const hasProc = existsSync("/proc/self/stat");

/** False for a zombie too: in many containers nothing reaps them, and they would look alive forever. */
export function isProcessAlive(pid: number): boolean {
  if (hasProc) return /^[^ZX]$/.test(stateOf(pid));
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: another user's process has that pid.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** The command line of a process, or "" when there is none. A reused pid belongs to another program. */
export function commandOf(pid: number): string {
  if (!hasProc) return Bun.spawnSync(["ps", "-o", "command=", "-p", String(pid)]).stdout.toString();
  return attempt(() => readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " "));
}

/** True when a process has this working directory, as far as we can see. */
export function isWorkedIn(directory: string): boolean {
  if (!hasProc) return false;
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.some((pid) => attempt(() => readlinkSync(`/proc/${pid}/cwd`)) === directory);
}

/** Linux's state letter of the process, or "" when there is none. */
function stateOf(pid: number): string {
  const stat = attempt(() => readFileSync(`/proc/${pid}/stat`, "utf8"));
  return stat.slice(stat.lastIndexOf(")") + 2).charAt(0);
}

function attempt(read: () => string): string {
  try {
    return read();
  } catch {
    return "";
  }
}
