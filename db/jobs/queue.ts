import { type LogFunctionFactory, Logger, runMigrations } from "graphile-worker";
import type postgres from "postgres";
import { ownerSettings, vanishedClient } from "#db/tenant/session-settings.ts";

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
  await runMigrations({ ...queueOptions(ownerUrl, "tenantry migrate jobs"), maxPoolSize: 2 });
}

/** The version of the queue's schema in the database; 0 when there is none. */
export async function findJobsVersion(sql: postgres.Sql): Promise<number> {
  const [row] = await sql<{ is_there: boolean }[]>`
    select to_regclass('jobs.migrations') is not null as is_there`;
  if (!row?.is_there) return 0;
  const [newest] = await sql<{ id: number }[]>`select coalesce(max(id), 0) as id from jobs.migrations`;
  return newest?.id ?? 0;
}

/** As for the owner's other connections. */
const settings = Object.entries({ ...ownerSettings, ...vanishedClient }).map(
  ([name, value]) => `-c ${name}=${String(value).replaceAll(" ", "\\ ")}`,
);

/** Options for every part of the product: the queue is opened by the owner, over a direct connection for LISTEN. */
export function queueOptions(ownerUrl: string, applicationName: string, log: LogFunctionFactory = discard) {
  const url = new URL(ownerUrl);
  url.searchParams.set("application_name", applicationName.slice(0, 63));
  url.searchParams.set("options", [url.searchParams.get("options"), ...settings].join(" ").trim());
  // Without this, the queue's driver verifies the certificate for sslmode=require, unlike libpq and our driver.
  if (url.searchParams.has("sslmode")) url.searchParams.set("uselibpqcompat", "true");
  return { connectionString: url.href, schema: jobsSchema, logger: new Logger(log) };
}

/** Errors are thrown as well. */
function discard(): () => void {
  return () => {};
}
