import { createServer as createHttpServer } from "node:http";
import { join } from "node:path";
import type { ServerBuild } from "@remix-run/server-runtime";
import { createServer, type ViteDevServer } from "vite";
import { exitOnInvalidEnv, readWebEnv } from "#app/env.server.ts";
import { createLogger } from "#app/http/logger.ts";
import { createFetch } from "#app/http/server.ts";
import { closeRuntime, listen, openRuntime } from "#scripts/web/runtime.ts";
import { explainPage } from "./explain-page.ts";

// The app in development: the same createFetch as in production, with Vite loading and reloading the modules. Vite
// serves modules and hot reload on its own loopback port; this server forwards the requests for modules.

const env = exitOnInvalidEnv(() => readWebEnv());
const log = createLogger(env.LOG_LEVEL).child({ process: "web" });
const vitePort = Number(process.env.VITE_PORT ?? 3001);

const [vite, runtime] = await Promise.all([startVite(), openRuntime(env, log)]);
const fetch = createFetch({
  build: () => vite.ssrLoadModule("virtual:remix/server-build") as Promise<unknown> as Promise<ServerBuild>,
  runtime: {
    ...runtime,
    assets: fromVite,
    explain(error, { nonce }) {
      if (error instanceof Error) vite.ssrFixStacktrace(error);
      return explainPage(error, nonce);
    },
  },
});
const server = listen(runtime, fetch);
log.info({ url: env.BASE_URL }, "app is running");
process.once("SIGTERM", stop).once("SIGINT", stop);
process.send?.("ready");

async function startVite(): Promise<ViteDevServer> {
  const http = createHttpServer((request, response) => {
    dev.middlewares(request, response, () => response.writeHead(404).end());
  });
  const dev = await createServer({
    configFile: join(import.meta.dir, "../../vite.config.ts"),
    server: {
      middlewareMode: true,
      allowedHosts: [".localhost"],
      hmr: { server: http, clientPort: vitePort, host: "127.0.0.1" },
    },
    appType: "custom",
  });
  dev.watcher.on("all", () => dev.ws.send({ type: "custom", event: "edited" }));
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  http.once("error", reject).listen(vitePort, "127.0.0.1", resolve);
  await promise;
  return dev;
}

/** Serves modules and files of public/, never pages. */
async function fromVite(request: Request): Promise<Response | undefined> {
  const { pathname, search } = new URL(request.url);
  const isModule = /^\/(@|node_modules\/|app\/.*\.\w+$|\.vite\/)/.test(pathname);
  if (!isModule && !/\.(ico|svg|png|txt|webmanifest)$/.test(pathname)) return undefined;
  const headers = new Headers(request.headers);
  headers.set("host", `localhost:${vitePort}`);
  const url = `http://127.0.0.1:${vitePort}${pathname}${search}`;
  const response = await globalThis.fetch(url, { headers, decompress: false });
  // A module that does not compile is a 404 as well; Vite reports it to the page itself.
  return response.status === 404 && !isModule ? undefined : new Response(response.body, response);
}

async function stop(): Promise<void> {
  await Promise.race([Promise.all([server.stop(true), vite.close()]), Bun.sleep(1000)]);
  await closeRuntime(runtime, 1);
  process.exit(0);
}
