import { existsSync, readFileSync } from "node:fs";

export function isProcessAlive(pid: number): boolean {
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
  try {
    if (existsSync("/proc/self/cmdline"))
      return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
    return Bun.spawnSync(["ps", "-o", "command=", "-p", String(pid)]).stdout.toString();
  } catch {
    return "";
  }
}
