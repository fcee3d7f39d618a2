import type { Logger } from "pino";
import type { WebEnv } from "#app/env.server.ts";
import type { Fetch, Runtime } from "#app/http/server.ts";
import { Directory } from "#db/directory/directory.ts";
import { isDomainError } from "#db/errors.ts";
import { assertDatabaseReady } from "#db/migrate/readiness.ts";
import { createPool } from "#db/tenant/pool.ts";

/** Opens the web process's pools and checks the database: what is not as this release needs it ends the process. */
export async function openRuntime(env: WebEnv, log: Logger, assets?: Runtime["assets"]): Promise<Runtime> {
  const appPool = createPool({
    url: env.DATABASE_URL,
    size: env.DATABASE_POOL_SIZE,
    pooler: env.DATABASE_POOLER,
    applicationName: "tenantry web",
  });
  const webPool = createPool({
    url: env.DATABASE_WEB_URL,
    size: Math.max(2, Math.ceil(env.DATABASE_POOL_SIZE / 4)),
    pooler: env.DATABASE_POOLER,
    applicationName: "tenantry routing",
  });
  try {
    await webPool.use((client) => assertDatabaseReady(client, env.TENANT_SEAL_SECRET));
  } catch (error) {
    log.fatal(isDomainError(error) ? error.message : { err: error }, "the database is not usable");
    process.exit(1);
  }
  const directory = new Directory({
    web: webPool,
    listenUrl: env.DATABASE_LISTEN_URL,
    onSilence: (isSilent) => tellSilence(log, isSilent),
  });
  return { env, log, appPool, webPool, directory, assets };
}

function tellSilence(log: Logger, isSilent: boolean): void {
  if (isSilent)
    log.warn("Changes of tenants cannot be heard. DATABASE_LISTEN_URL must be a direct connection.");
  else log.info("changes of tenants are heard again");
}

/** Stops listening, and closes the pools after `seconds` at most. */
export async function closeRuntime(
  { directory, appPool, webPool }: Runtime,
  seconds?: number,
): Promise<void> {
  directory.close();
  await Promise.all([appPool.close(seconds), webPool.close(seconds)]);
}

/** Listens where the environment says. Streams and slow clients end by their own limits, well before the idle one. */
export function listen({ env, log }: Runtime, fetch: Fetch): Bun.Server<undefined> {
  try {
    return Bun.serve({
      port: env.PORT,
      hostname: env.HOST,
      idleTimeout: 60,
      // createFetch answers for what is larger than 1 MiB, unread, and says why; this ends what would go on for ever.
      maxRequestBodySize: 128 * 1024 * 1024,
      // Bun's own error page would show the source.
      development: false,
      // Which Bun turns on with the line above: two processes would share the port, and nobody would be told.
      reusePort: false,
      fetch: (request, server) => fetch(request, { address: server.requestIP(request)?.address ?? "" }),
    });
  } catch (error) {
    const { code } = error as { code?: unknown };
    const reason = `Nobody can listen on ${env.HOST}:${env.PORT} (${code}). Set PORT, or HOST, to another.`;
    log.fatal(typeof code === "string" ? reason : { err: error }, "the server cannot start");
    process.exit(1);
  }
}
