import { Logger, runMigrations } from "graphile-worker";
import pg from "pg";
import type postgres from "postgres";

/** The schema that graphile-worker keeps its jobs in. Of tenantry_owner alone. */
export const jobsSchema = "jobs";

/** For graphile-worker, which speaks through `pg`; direct, because it listens. Close it yourself. */
export function openJobsPool(ownerUrl: string, size: number): pg.Pool {
  const url = new URL(ownerUrl);
  // With it sslmode means to pg what it means to everybody else: "require" encrypts, and asks for no certificate.
  if (url.searchParams.has("sslmode")) url.searchParams.set("uselibpqcompat", "true");
  const pool = new pg.Pool({
    connectionString: url.href,
    max: size,
    application_name: "tenantry worker jobs",
  });
  // A connection that is lost is replaced with the next query; without listeners it would end the process.
  pool.on("error", () => {});
  pool.on("connect", (client) => client.on("error", () => {}));
  return pool;
}

/** Makes the queue's schema, or brings it to the version of this release. */
export async function installQueue(ownerUrl: string): Promise<void> {
  const pool = openJobsPool(ownerUrl, 1);
  try {
    await runMigrations({ pgPool: pool, schema: jobsSchema, logger: silence });
  } finally {
    await pool.end();
  }
}

export async function hasQueue(sql: postgres.ISql): Promise<boolean> {
  const [found] = await sql<{ exists: boolean }[]>`
    select to_regclass(${`${jobsSchema}.migrations`}) is not null as exists`;
  return found?.exists ?? false;
}

/** For where only the outcome counts. */
export const silence = new Logger(() => () => {});
