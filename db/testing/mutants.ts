import { mkdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";

/** A check in a file, and the text that replaces it. */
export type Change = { file: string; from: string; to: string };

const root = join(import.meta.dir, "../..");

/**
 * Imports a module from a copy of app/ and db/ without these checks. The copy is inside the repository, where packages are
 * found, and is removed once loaded.
 * @throws if a check is not found exactly once: it was rewritten, and the test has to be updated.
 */
export async function importMutant<Module>(entry: string, changes: readonly Change[]): Promise<Module> {
  const copy = join(root, ".local/mutants", Bun.randomUUIDv7());
  try {
    for (const file of await listSources()) {
      const text = await Bun.file(join(root, file)).text();
      const changed = changes.filter((change) => change.file === file).reduce(replaceOnce, text);
      await mkdir(dirname(join(copy, file)), { recursive: true });
      await Bun.write(join(copy, file), changed);
    }
    return (await import(join(copy, entry))) as Module;
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}

export function replaceOnce(text: string, { file, from, to }: Change): string {
  const [before, after, ...more] = text.split(from);
  if (before === undefined || after === undefined || more.length > 0) {
    throw new Error(`${file} does not have the fragment ${JSON.stringify(from)} exactly once`);
  }
  return before + to + after;
}

/** Includes package.json, which defines `#app/` and `#db/`. */
async function listSources(): Promise<string[]> {
  const files = await Array.fromAsync(new Bun.Glob("{app,db}/**/*.{ts,tsx}").scan({ cwd: root }));
  return ["package.json", ...files.filter((file) => !/\.(test|types|d)\.tsx?$/.test(file))];
}
