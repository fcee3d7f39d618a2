import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { BunPlugin } from "bun";

/** A check in one of our sources, and the text that replaces it. */
export type Change = { file: string; from: string; to: string };

const root = join(import.meta.dir, "../..");

/**
 * Imports a module of app/ or db/ as if checks had never been written: bundles it with the changed sources. The bundle
 * lies inside the repository while it loads, because that is where packages are found.
 * @throws when a file does not contain the check exactly once: it was rewritten, so the test has to change with it.
 */
export async function importMutant<Module>(entry: string, changes: readonly Change[]): Promise<Module> {
  const { outputs } = await Bun.build({
    entrypoints: [join(root, entry)],
    target: "bun",
    packages: "external",
    plugins: [ourImports, replacing(changes)],
  });
  const bundle = join(root, ".local/mutants", `${Bun.randomUUIDv7()}.js`);
  await mkdir(join(bundle, ".."), { recursive: true });
  try {
    await Bun.write(bundle, outputs[0] as Blob);
    return (await import(bundle)) as Module;
  } finally {
    await rm(bundle, { force: true });
  }
}

/** @throws when `text` does not contain `from` exactly once. */
export function replaceOnce(text: string, { file, from, to }: Change): string {
  const [before, after, ...more] = text.split(from);
  if (before === undefined || after === undefined || more.length > 0) {
    throw new Error(`${file} does not contain ${JSON.stringify(from)} exactly once`);
  }
  return before + to + after;
}

/** The bundler takes `#app/` and `#db/` for packages, which stay outside. */
const ourImports: BunPlugin = {
  name: "our imports",
  setup: ({ onResolve }) => {
    onResolve({ filter: /^#(app|db)\// }, ({ path }) => ({ path: join(root, path.slice(1)) }));
  },
};

function replacing(changes: readonly Change[]): BunPlugin {
  return {
    name: "without checks",
    setup: ({ onLoad }) => {
      onLoad({ filter: /\.tsx?$/ }, async ({ path }) => {
        const text = await Bun.file(path).text();
        const contents = changes.filter(({ file }) => path === join(root, file)).reduce(replaceOnce, text);
        return { contents, loader: path.endsWith("x") ? "tsx" : "ts" };
      });
    },
  };
}
