import { join } from "node:path";
import type { ServerBuild } from "@remix-run/server-runtime";

const root = join(import.meta.dir, "../../..");

let built: Promise<void> | undefined;

/** Makes the production build once per run: an existing one may be out of date. */
export async function ensureBuild(): Promise<void> {
  built ??= runBuild();
  await built;
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
  wrap: (id: string, load: (args: unknown) => unknown) => () => Promise<unknown>,
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

async function runBuild(): Promise<void> {
  const child = Bun.spawn([process.execPath, "scripts/build.ts"], {
    cwd: root,
    stdio: ["ignore", "ignore", "inherit"],
  });
  if ((await child.exited) !== 0) throw new Error("The production build failed");
}
