import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { commandOf, isProcessAlive, isWorkedIn } from "#scripts/local/process/pids.ts";
import type { Binaries } from "./binaries.ts";
import { type Account, giveTo, runAs } from "./unprivileged.ts";

/** A PostgreSQL data directory and what is needed to run it. */
export type Cluster = { binaries: Binaries; account: Account; data: string; log: string };

export type Settings = Record<string, string | number>;

/** Creates the data directory with the superuser `postgres` and this password, completely or not at all. */
export async function createCluster(cluster: Cluster, password: string): Promise<void> {
  const home = dirname(cluster.data);
  const unfinished = mkdtempSync(join(home, "unfinished-"));
  const passwordFile = join(unfinished, "password");
  const data = join(unfinished, "data");
  writeFileSync(passwordFile, password, { mode: 0o600 });
  mkdirSync(data, { mode: 0o700 });
  for (const path of [unfinished, passwordFile, data]) giveTo(cluster.account, path);
  const made = await runAs(cluster.account, join(cluster.binaries.directory, "initdb"), [
    ...["-D", data, "-U", "postgres", `--pwfile=${passwordFile}`, "--auth=scram-sha-256"],
    ...["--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions"],
  ]);
  if (made.code === 0) renameSync(data, cluster.data);
  rmSync(unfinished, { recursive: true, force: true });
  if (made.code !== 0) throw new Error(`PostgreSQL could not create its data directory: ${made.output}`);
}

/** Starts the server and returns the postmaster's pid. */
export async function startServer(cluster: Cluster, settings: Settings): Promise<number> {
  const options = Object.entries(settings).map(([name, value]) => `-c ${name}='${value}'`);
  const args = ["-w", "-t", "60", "-l", cluster.log, "-o", options.join(" "), "start"];
  const deadline = Date.now() + 10_000;
  await removeStalePid(cluster);
  while (true) {
    if (existsSync(cluster.log)) renameSync(cluster.log, `${cluster.log}.previous`);
    const started = await pgCtl(cluster, args);
    const pid = findPostmaster(cluster);
    if (started.code === 0 && pid) return pid;
    const reason = tailOf(cluster.log) || started.output;
    // After a kill -9 of the postmaster, its backends hold the shared memory for another moment.
    if (!reason.includes("is still in use") || Date.now() > deadline) {
      throw new Error(`PostgreSQL did not start:\n${reason}`);
    }
    await Bun.sleep(200);
  }
}

export async function stopServer(cluster: Cluster): Promise<void> {
  if (!isRunning(cluster)) return;
  const fast = await pgCtl(cluster, ["stop", "-m", "fast", "-w", "-t", "5"]);
  if (fast.code !== 0) await pgCtl(cluster, ["stop", "-m", "immediate", "-w", "-t", "5"]);
}

/** Without a checkpoint: the next start recovers from WAL. */
export async function crashServer(cluster: Cluster): Promise<void> {
  await pgCtl(cluster, ["stop", "-m", "immediate", "-w", "-t", "5"]);
}

/** True when the process in postmaster.pid is a server on this data. */
export function isRunning(cluster: Cluster): boolean {
  const pid = findPostmaster(cluster);
  return pid !== undefined && isProcessAlive(pid) && commandOf(pid).includes(cluster.data);
}

/**
 * Removes a postmaster.pid whose pid was reused or is a zombie's: PostgreSQL would consider it alive and not start. The
 * file prevents two servers on the same data, so it stays as long as any process uses the directory.
 */
async function removeStalePid(cluster: Cluster): Promise<void> {
  if (!findPostmaster(cluster) || isRunning(cluster)) return;
  for (let waited = 0; isWorkedIn(cluster.data) && waited < 10_000; waited += 50) await Bun.sleep(50);
  if (!isWorkedIn(cluster.data)) rmSync(pidFile(cluster), { force: true });
}

/** The pid in postmaster.pid, which is stale after a kill -9. */
export function findPostmaster(cluster: Cluster): number | undefined {
  if (!existsSync(pidFile(cluster))) return undefined;
  return Number.parseInt(readFileSync(pidFile(cluster), "utf8"), 10) || undefined;
}

export function pidFile(cluster: Cluster): string {
  return join(cluster.data, "postmaster.pid");
}

function pgCtl(cluster: Cluster, args: string[]) {
  // The server inherits pg_ctl's output and would keep a pipe open: `-l` gives it a file.
  return runAs(cluster.account, join(cluster.binaries.directory, "pg_ctl"), ["-D", cluster.data, ...args]);
}

function tailOf(log: string): string {
  if (!existsSync(log)) return "";
  return readFileSync(log, "utf8").trim().split("\n").slice(-8).join("\n");
}
