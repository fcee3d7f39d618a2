import { existsSync, readdirSync, readFileSync, readlinkSync } from "node:fs";

const hasProc = existsSync("/proc/self/stat");

/** False for a zombie too: one that nobody reaps, as in many containers, would look alive for ever. */
export function isProcessAlive(pid: number): boolean {
  if (hasProc) return /^[^ZX]$/.test(stateOf(pid));
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Not allowed to signal it means that somebody else's process has that pid.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** The command line of a process, or "" when there is none: a pid alone may belong to another program by now. */
export function commandOf(pid: number): string {
  if (!hasProc) return Bun.spawnSync(["ps", "-o", "command=", "-p", String(pid)]).stdout.toString();
  return attempt(() => readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " "));
}

/** True when some process works in this directory, as far as we may know. */
export function isWorkedIn(directory: string): boolean {
  if (!hasProc) return false;
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.some((pid) => attempt(() => readlinkSync(`/proc/${pid}/cwd`)) === directory);
}

/** Linux's letter for what the process does, or "" when there is none. */
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
