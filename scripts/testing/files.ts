import { Glob } from "bun";
import { root } from "./program.ts";

export type Selection = { soak: boolean; filters: string[] };

/** Test files under these folders. The slow ones, `*.soak.*`, are included with --soak only. */
export function findTests(folders: string[], ending: "test" | "e2e", { soak, filters }: Selection): string[] {
  const glob = new Glob(`{${folders.join(",")}}/**/*.${ending}.{ts,tsx}`);
  return [...glob.scanSync({ cwd: root, onlyFiles: true })]
    .filter((file) => soak || !file.includes(".soak."))
    .filter((file) => filters.length === 0 || filters.some((filter) => file.includes(filter)))
    .sort();
}
