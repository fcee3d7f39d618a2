import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Locale } from "#app/i18n/locale.ts";

const client = join(import.meta.dirname, "../../../build/client");

/** In bytes, as they are sent: by brotli, but for what is too small for that. */
export type PageScripts = { ours: number; clerk: number; files: Map<string, number> };

type Part = { module: string; imports: string[] };
type Manifest = { entry: Part; routes: Record<string, Part | undefined> };

/** The scripts that a page of these routes loads before it can be used, by the manifest of the production build. */
export function measureScripts(routes: readonly string[], locale: Locale): PageScripts {
  const manifest = readManifest();
  const parts = [manifest.entry, ...routes.map((id) => partOf(manifest, id))];
  const paths = new Set(parts.flatMap(({ module, imports }) => [module, ...imports]));
  paths.add(onlyAsset(new RegExp(`^${locale}-[\\w-]+\\.js$`)));
  const files = new Map([...paths].map((path) => [path, sentSize(path)]));
  const sum = (isWanted: (path: string) => boolean) =>
    [...files].reduce((bytes, [path, size]) => bytes + (isWanted(path) ? size : 0), 0);
  return { ours: sum((path) => !isClerk(path)), clerk: sum(isClerk), files };
}

/** The chunk that scripts/vite.config.ts makes of Clerk's packages. */
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
  if (!found || others.length > 0) throw new Error(`The build has not just one asset ${name}: build it anew`);
  return `/assets/${found}`;
}

function sentSize(path: string): number {
  const file = join(client, path);
  return statSync(existsSync(`${file}.br`) ? `${file}.br` : file).size;
}
