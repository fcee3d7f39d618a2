import type { Logger } from "pino";
import type { WebEnv } from "#app/env.server.ts";
import type { Runtime } from "#app/server.ts";
import { isDomainError } from "#db/errors.ts";
import { assertDatabaseReady } from "#db/migrate/check.ts";
import { createPool } from "#db/pool.ts";

/** Opens the web process's pools and checks the database: what is not as this release needs it ends the process. */
export async function openRuntime(env: WebEnv, log: Logger, assets?: Runtime["assets"]): Promise<Runtime> {
  const appPool = createPool({
    url: env.DATABASE_URL,
    size: env.DATABASE_POOL_SIZE,
    applicationName: "tenantry web",
  });
  const webPool = createPool({
    url: env.DATABASE_WEB_URL,
    size: Math.max(2, Math.ceil(env.DATABASE_POOL_SIZE / 4)),
    applicationName: "tenantry routing",
  });
  try {
    await webPool.use((client) => assertDatabaseReady(client, env.TENANT_SEAL_SECRET));
  } catch (error) {
    log.fatal(isDomainError(error) ? error.message : { err: error }, "the database is not usable");
    process.exit(1);
  }
  return { env, log, appPool, webPool, assets };
}
