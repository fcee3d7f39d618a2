import { Database } from "bun:sqlite";
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";

export type Lock = { release(): void };

/**
 * Takes the lock at `path` for this process, or returns undefined when another live process has it.
 * The operating system holds the lock (SQLite's lock on a file) and releases it however the process ends: there is no
 * stale lock, no reused pid, and no race between checking and taking.
 */
export function takeLock(path: string): Lock | undefined {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const database = new Database(path);
  try {
    database.run("pragma busy_timeout = 0");
    // Nothing is ever written, so no journal file is needed.
    database.run("pragma journal_mode = memory");
    database.run("begin exclusive");
  } catch (error) {
    database.close();
    if (isBusy(error)) return undefined;
    throw error;
  }
  return { release: () => database.close() };
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "SQLITE_BUSY";
}
