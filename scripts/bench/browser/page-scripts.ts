import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Locale } from "#app/i18n/locale.ts";

const client = join(import.meta.dirname, "../../../build/client");

/** Bytes as sent: compressed with brotli, except for files too small for that. */
export type PageScripts = { ours: number; clerk: number; files: Map<string, number> };

type Part = { module: string; imports: string[] };
type Manifest = { entry: Part; routes: Record<string, Part | undefined> };

/** The scripts that a page of these routes loads before it is usable, from the production build's manifest. */
export function measureScripts(routes: readonly string[], locale: Locale): PageScripts {
  const manifest = readManifest();
  const parts = [manifest.entry, ...routes.map((id) => partOf(manifest, id))];
  const paths = new Set(parts.flatMap(({ module, imports }) => [module, ...imports]));
  paths.add(onlyAsset(new RegExp(`^${locale}-[\\w-]+\\.js$`)));
  const files = new Map([...paths].map((file) => [file, sentSize(file)]));
  const sum = (isWanted: (file: string) => boolean) =>
    [...files].reduce((bytes, [file, size]) => bytes + (isWanted(file) ? size : 0), 0);
  return { ours: sum((file) => !isClerk(file)), clerk: sum(isClerk), files };
}

/** scripts/vite.config.ts puts Clerk's packages into this chunk. */
function isClerk(path: string): boolean {
  return path.startsWith("/assets/clerk-");
}

function readManifest(): Manifest {
  const text = readFileSync(join(client, onlyAsset(/^manifest-\w+\.js$/)), "utf8");
  return JSON.parse(text.slice(text.indexOf("{"), text.lastIndexOf("}") + 1));
}

function partOf({ routes }: Manifest, id: string): Part {
  const part = routes[id];
  if (!part) throw new Error(`The build has no route ${id}`);
  return part;
}

function onlyAsset(name: RegExp): string {
  const [found, ...others] = readdirSync(join(client, "assets")).filter((file) => name.test(file));
  if (!found || others.length > 0)
    throw new Error(`The build does not have exactly one asset ${name}. Build again.`);
  return `/assets/${found}`;
}

function sentSize(path: string): number {
  const file = join(client, path);
  return statSync(existsSync(`${file}.br`) ? `${file}.br` : file).size;
}
