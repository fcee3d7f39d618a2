import { join } from "node:path";
import type { ServerBuild } from "@remix-run/server-runtime";
import startStack from "../../e2e/global-setup.ts";
import { asAdministrator } from "../../e2e/people.ts";
import { noteVersion } from "./databases.ts";

const root = join(import.meta.dir, "../..");

let built: Promise<number> | undefined;

/** Makes the production build once per run: an existing one may be out of date. */
async function ensureBuild(): Promise<void> {
  built ??= Bun.spawn([process.execPath, "scripts/build.ts"], { cwd: root, stdout: "ignore" }).exited;
  if ((await built) !== 0) throw new Error("The production build failed");
}

/** Runs `fn` beside the built web server, a worker and a local Clerk, as in the end-to-end tests. */
export async function withStack<T>(fn: () => Promise<T>): Promise<T> {
  await ensureBuild();
  // Log lines would cost as much as some of the work.
  process.env.LOG_LEVEL = "warn";
  const stop = await startStack();
  try {
    await asAdministrator(noteVersion);
    return await fn();
  } finally {
    await stop();
  }
}

export async function loadBuild(): Promise<ServerBuild> {
  await ensureBuild();
  // React picks its development or production code on import.
  process.env.NODE_ENV = "production";
  return await import(join(root, "build/server/index.js"));
}

/** The build with each of these routes' loaders wrapped. */
export function withLoaders(
  build: ServerBuild,
  ids: readonly string[],
  wrap: (id: string, load: (args: unknown) => unknown) => (args: unknown) => Promise<unknown>,
): ServerBuild {
  const routes = { ...build.routes };
  for (const id of ids) {
    const route = routes[id];
    const loader = route?.module.loader;
    if (!route || !loader) throw new Error(`The build has no loader for ${id}`);
    routes[id] = { ...route, module: { ...route.module, loader: wrap(id, loader as never) as never } };
  }
  return { ...build, routes };
}
