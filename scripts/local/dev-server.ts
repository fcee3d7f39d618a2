import { createServer as createHttpServer } from "node:http";
import { join } from "node:path";
import type { ServerBuild } from "@remix-run/server-runtime";
import { createServer, type ViteDevServer } from "vite";
import { exitOnInvalidEnv, readWebEnv } from "#app/env.server.ts";
import { createLogger } from "#app/logger.ts";
import { createFetch } from "#app/server.ts";
import { openRuntime } from "#scripts/web-runtime.ts";

// The app in development: the same createFetch as in production, over Vite, which loads and reloads the modules.
// Vite answers for modules on a port of its own, on loopback; this server passes those requests on.

const env = exitOnInvalidEnv(() => readWebEnv());
const log = createLogger(env.LOG_LEVEL).child({ process: "web" });
const vitePort = Number(process.env.VITE_PORT ?? 3001);
const hmrPort = Number(process.env.HMR_PORT ?? 3002);

const [vite, runtime] = await Promise.all([startVite(), openRuntime(env, log)]);
const loadBuild = () =>
  vite.ssrLoadModule("virtual:remix/server-build") as Promise<unknown> as Promise<ServerBuild>;
const fetch = createFetch({ build: loadBuild, runtime: { ...runtime, assets: fromVite } });
const server = Bun.serve({
  port: env.PORT,
  hostname: env.HOST,
  idleTimeout: 60,
  // Bun's own error page would show the source.
  development: false,
  fetch: (request, self) => fetch(request, { address: self.requestIP(request)?.address ?? "" }),
});
log.info({ url: env.BASE_URL }, "app is running");
process.once("SIGTERM", stop).once("SIGINT", stop);

async function startVite(): Promise<ViteDevServer> {
  const dev = await createServer({
    configFile: join(import.meta.dir, "../vite.config.ts"),
    server: {
      middlewareMode: true,
      allowedHosts: [".localhost"],
      hmr: { port: hmrPort, clientPort: hmrPort, host: "127.0.0.1" },
    },
    appType: "custom",
  });
  const http = createHttpServer((request, response) => {
    dev.middlewares(request, response, () => response.writeHead(404).end());
  });
  await new Promise<void>((resolve) => http.listen(vitePort, "127.0.0.1", resolve));
  return dev;
}

/** Vite's own paths and files of public/; pages are never asked of it. */
async function fromVite(request: Request): Promise<Response | undefined> {
  const { pathname, search } = new URL(request.url);
  if (!/^\/(@|node_modules\/|app\/.*\.\w+$|\.vite\/)|\.(ico|svg|png|txt|webmanifest)$/.test(pathname))
    return undefined;
  const headers = new Headers(request.headers);
  headers.set("host", `localhost:${vitePort}`);
  const response = await globalThis.fetch(`http://127.0.0.1:${vitePort}${pathname}${search}`, {
    headers,
    decompress: false,
  });
  return response.status === 404 ? undefined : new Response(response.body, response);
}

async function stop(): Promise<void> {
  await Promise.race([Promise.all([server.stop(true), vite.close()]), Bun.sleep(1000)]);
  await Promise.all([runtime.appPool.close(1), runtime.webPool.close(1)]);
  process.exit(0);
}
