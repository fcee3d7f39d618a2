import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

const name = "virtual:language-chunks";
const locales = ["en", "es"];

/**
 * Tells the server which file has a language's messages for browsers. Page manifests do not list it, because the entry
 * imports it at run time: without this, a browser would fetch it late. Empty in development.
 * @param client the folder of the browser bundle, which is built before the server's.
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
  if (found.length !== 1) throw new Error(`Expected one chunk of ${locale} in ${folder}, found: ${found}`);
  return `/assets/${found[0]}`;
}
