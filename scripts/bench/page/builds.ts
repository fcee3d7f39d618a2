import { join } from "node:path";
import type { ServerBuild } from "@remix-run/server-runtime";

const root = join(import.meta.dir, "../../..");

const file = join(root, "build/server/index.js");

let built: Promise<void> | undefined;

/** Makes the production build, once a run: what lies there may be of another day's sources. */
export async function ensureBuild(): Promise<void> {
  built ??= runBuild();
  await built;
}

export async function loadBuild(): Promise<ServerBuild> {
  await ensureBuild();
  // React chooses between its two builds when it is imported.
  process.env.NODE_ENV = "production";
  return await import(file);
}

type Loader = NonNullable<ServerBuild["routes"][string]>["module"]["loader"];

/** The same build with other loaders for some routes. */
export function withLoaders(build: ServerBuild, loaders: Record<string, Loader>): ServerBuild {
  const routes = { ...build.routes };
  for (const [id, loader] of Object.entries(loaders)) {
    const route = routes[id];
    if (!route?.module.loader) throw new Error(`The build has no loader for ${id}`);
    routes[id] = { ...route, module: { ...route.module, loader } };
  }
  return { ...build, routes };
}

/** The build with loaders that write down what they returned last. */
export function recording(build: ServerBuild, ids: readonly string[]) {
  const answers: Record<string, unknown> = {};
  const recorders = ids.map((id): [string, Loader] => [
    id,
    async (args) => {
      answers[id] = await build.routes[id]?.module.loader?.(args);
      return answers[id] as never;
    },
  ]);
  return { build: withLoaders(build, Object.fromEntries(recorders)), answers };
}

/** The build with these routes answered from what was written down. */
export function fromConstants(
  build: ServerBuild,
  answers: Record<string, unknown>,
  ids: readonly string[],
): ServerBuild {
  return withLoaders(build, Object.fromEntries(ids.map((id) => [id, async () => answers[id] as never])));
}

async function runBuild(): Promise<void> {
  const child = Bun.spawn([process.execPath, "scripts/build.ts"], {
    cwd: root,
    stdio: ["ignore", "ignore", "inherit"],
  });
  if ((await child.exited) !== 0) throw new Error("The production build failed");
}
