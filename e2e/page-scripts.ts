import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

const client = join(import.meta.dirname, "../build/client");

type Part = { module: string; imports: string[] };
type Manifest = { entry: Part; routes: Record<string, Part | undefined> };

/**
 * The scripts that the dashboard loads before it is usable, from the production build's manifest. In bytes as sent:
 * compressed with brotli, except for files too small for that.
 */
export function measureScripts(locale: "en" | "es"): {
  ours: number;
  clerk: number;
  files: Map<string, number>;
} {
  const text = readFileSync(join(client, onlyAsset(/^manifest-\w+\.js$/)), "utf8");
  const { entry, routes }: Manifest = JSON.parse(text.slice(text.indexOf("{"), text.lastIndexOf("}") + 1));
  const paths = new Set([onlyAsset(new RegExp(`^${locale}-[\\w-]+\\.js$`))]);
  for (const part of [
    entry,
    ...["root", "routes/workspace/frame", "routes/workspace/dashboard"].map((id) => routes[id]),
  ]) {
    if (!part) throw new Error("The build lacks a route of the dashboard");
    for (const path of [part.module, ...part.imports]) paths.add(path);
  }
  const files = new Map([...paths].map((path) => [path, sentSize(path)]));
  // scripts/vite.config.ts puts Clerk's packages into this chunk.
  const sizes = [...files].map(([path, size]) => ({ size, isClerk: path.startsWith("/assets/clerk-") }));
  const sum = (ofClerk: boolean) =>
    sizes.reduce((bytes, { size, isClerk }) => bytes + (isClerk === ofClerk ? size : 0), 0);
  return { ours: sum(false), clerk: sum(true), files };
}

function onlyAsset(name: RegExp): string {
  const [found, ...others] = readdirSync(join(client, "assets")).filter((file) => name.test(file));
  if (found && others.length === 0) return `/assets/${found}`;
  throw new Error(`The build does not have exactly one asset ${name}. Build again.`);
}

function sentSize(path: string): number {
  const file = join(client, path);
  return statSync(existsSync(`${file}.br`) ? `${file}.br` : file).size;
}
