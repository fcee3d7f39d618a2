import { type LogFunctionFactory, Logger, runMigrations } from "graphile-worker";
import type { Pool } from "pg";
import type postgres from "postgres";

import { openQueuePool } from "./queue-pool.ts";

/** The schema of the job queue. Only tenantry_owner has rights on it. */
export const jobsSchema = "jobs";

/** The version of that schema in the installed library; a test compares. */
export const jobsVersion = 20;

/**
 * Migrates the schema of the job queue to the version of the library. One query if there is nothing to do.
 * @param sql a connection of tenantry_owner, as `ownerUrl` names it.
 */
export async function migrateJobs(sql: postgres.Sql, ownerUrl: string): Promise<void> {
  if ((await findJobsVersion(sql)) >= jobsVersion) return;
  await withQueuePool(ownerUrl, "tenantry migrate jobs", 2, (pool) => runMigrations(queueOptions(pool)));
}

/** The version of the queue's schema in the database; 0 when there is none. */
export async function findJobsVersion(sql: postgres.Sql): Promise<number> {
  const [row] = await sql<{ is_there: boolean }[]>`
    select to_regclass('jobs.migrations') is not null as is_there`;
  if (!row?.is_there) return 0;
  const [newest] = await sql<{ id: number }[]>`select coalesce(max(id), 0) as id from jobs.migrations`;
  return newest?.id ?? 0;
}

/** Options for every part of the product. @param pool from `openQueuePool`. */
export function queueOptions(pool: Pool, log: LogFunctionFactory = discard) {
  return { pgPool: pool, schema: jobsSchema, logger: new Logger(log) };
}

/** Runs `fn` with up to `size` connections for the queue, which are closed afterwards. */
export async function withQueuePool<T>(
  ownerUrl: string,
  applicationName: string,
  size: number,
  fn: (pool: Pool) => Promise<T>,
): Promise<T> {
  const pool = openQueuePool({ ownerUrl, applicationName, size });
  try {
    return await fn(pool);
  } finally {
    await pool.end();
  }
}

/** Errors are thrown as well. */
function discard(): () => void {
  return () => {};
}
