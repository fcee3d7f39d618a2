// First: the application's bundle loads Clerk's client library, which keeps the global fetch that it finds.
import "#app/clerk/outgoing.ts";
import type { Logger } from "pino";
import type { WebEnv } from "#app/env.server.ts";
import type { Fetch, Runtime } from "#app/http/server.ts";
import { Directory } from "#db/directory/directory.ts";
import { isDomainError } from "#db/errors.ts";
import { readMigrations } from "#db/migrate/migration-files.ts";
import { assertReadyToStart } from "#db/migrate/readiness.ts";
import { openPools } from "./pools.ts";

/** Opens the web process's pools. Exits if the database does not match this release. */
export async function openRuntime(env: WebEnv, log: Logger, assets?: Runtime["assets"]): Promise<Runtime> {
  const { appPool, webPool } = openPools(env);
  try {
    await webPool.use((client) => assertReadyToStart(client, env.TENANT_SEAL_SECRET));
    await appPool.use((client) => client`select 1`);
  } catch (error) {
    log.fatal(isDomainError(error) ? error.message : { err: error }, "the database is not usable");
    process.exit(1);
  }
  const directory = new Directory({ web: webPool, oldestVersion: readMigrations("tenant").length });
  return { env, log, appPool, webPool, directory, assets };
}

/** Closes the pools after `seconds` at most. */
export async function closeRuntime({ appPool, webPool }: Runtime, seconds?: number): Promise<void> {
  await Promise.all([appPool.close(seconds), webPool.close(seconds)]);
}

/** Listens as configured. Streams and slow clients have their own limits, well below the idle timeout. */
export function listen({ env, log }: Runtime, fetch: Fetch): Bun.Server<undefined> {
  try {
    return Bun.serve({
      port: env.PORT,
      hostname: env.HOST,
      idleTimeout: 60,
      // createFetch refuses bodies above 1 MiB unread and says why; this limit ends endless ones.
      maxRequestBodySize: 128 * 1024 * 1024,
      // Bun's own error page would show the source.
      development: false,
      // The line above turns it on, and two processes would silently share the port.
      reusePort: false,
      fetch: (request, server) => fetch(request, { address: server.requestIP(request)?.address ?? "" }),
    });
  } catch (error) {
    const { code } = error as { code?: unknown };
    const reason = `Cannot listen on ${env.HOST}:${env.PORT} (${code}). Set another PORT or HOST.`;
    log.fatal(typeof code === "string" ? reason : { err: error }, "the server cannot start");
    process.exit(1);
  }
}
