import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

const name = "virtual:language-chunks";
const locales = ["en", "es"];

/**
 * Tells the server which file holds a language's words for browsers. No page's manifest has it, because the entry chooses
 * it when it runs: unless it is told before, a browser fetches it only then. Empty in development.
 * @param client where the bundle for browsers is, which is built before the server's.
 */
export function languageChunks(client: string): Plugin {
  let isServerBuild = false;
  return {
    name: "language-chunks",
    configResolved({ command, build }) {
      isServerBuild = command === "build" && build.ssr !== false;
    },
    resolveId: (id) => (id === name ? `\0${name}` : null),
    load(id) {
      if (id !== `\0${name}`) return null;
      const files = isServerBuild ? locales.map((locale) => [locale, findChunk(client, locale)]) : [];
      return `export const languageChunks = ${JSON.stringify(Object.fromEntries(files))};`;
    },
  };
}

function findChunk(client: string, locale: string): string {
  const folder = join(client, "assets");
  const files = existsSync(folder) ? readdirSync(folder) : [];
  const found = files.filter((file) => new RegExp(`^${locale}-[\\w-]+\\.js$`).test(file));
  if (found.length !== 1) throw new Error(`There is not just one chunk of ${locale} in ${folder}: ${found}`);
  return `/assets/${found[0]}`;
}
