import { join } from "node:path";
import type { ServerBuild } from "@remix-run/server-runtime";
import { exitOnInvalidEnv, readWebEnv } from "#app/env.server.ts";
import { createLogger } from "#app/http/logger.ts";
import { createFetch } from "#app/http/server.ts";
import { createAssets } from "#app/http/static-assets.ts";
import { closeRuntime, listen, openRuntime } from "#scripts/web/runtime.ts";

// `bun run start`: the web process in production. Serves what `bun run build` made. SIGTERM drains.

process.env.NODE_ENV ??= "production";
const longestDrainMs = 25_000;
const root = join(import.meta.dir, "..");
const env = exitOnInvalidEnv(() => readWebEnv());
const log = createLogger(env.LOG_LEVEL).child({ process: "web" });
const build = await loadBuild();
const runtime = await openRuntime(env, log, createAssets(join(root, "build/client")));
const server = listen(runtime, createFetch({ build, runtime }));
log.info({ url: env.BASE_URL, host: env.HOST, port: server.port }, "web is running");
process.once("SIGTERM", drain).once("SIGINT", drain);
process.send?.("ready");

async function loadBuild(): Promise<ServerBuild> {
  const file = join(root, "build/server/index.js");
  if (await Bun.file(file).exists()) return await import(file);
  log.fatal("There is no build to serve. Run: bun run build");
  process.exit(1);
}

/** Accepts no new connections, waits up to 25 s for running requests, then closes the database connections. */
async function drain(): Promise<void> {
  log.info({ requests: server.pendingRequests }, "draining");
  // Not awaited: it also waits for idle connections, which browsers keep open.
  server.stop(false).catch(() => {});
  for (let waited = 0; server.pendingRequests > 0 && waited < longestDrainMs; waited += 20)
    await Bun.sleep(20);
  if (server.pendingRequests > 0)
    log.warn({ requests: server.pendingRequests }, "exiting with requests still running");
  await closeRuntime(runtime);
  log.info("web has stopped");
  process.exit(0);
}
