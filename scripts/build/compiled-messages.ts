import compile from "icu-minify/compile";
import type { Plugin } from "vite";

type Tree = { [key: string]: string | Tree };

/**
 * Parses the words of the interface when the bundle for browsers is built, so that no browser loads a parser (some 15 KB
 * compressed). The server, and development, parse them as they are said.
 */
export function compiledMessages(): Plugin {
  return {
    name: "compiled-messages",
    apply: (_, { command, isSsrBuild }) => command === "build" && !isSsrBuild,
    config: () => ({
      resolve: { alias: { "use-intl/format-message": "use-intl/format-message/format-only" } },
    }),
    async load(id) {
      const [, locale] = /\/app\/i18n\/messages\/(en|es)\.ts$/.exec(id) ?? [];
      if (!locale) return null;
      const messages: Record<string, Tree> = await import(id);
      return `export const ${locale} = ${JSON.stringify(compileAll(messages[locale] ?? {}))};`;
    },
  };
}

function compileAll(tree: Tree): object {
  return Object.fromEntries(
    Object.entries(tree).map(([key, value]) => [
      key,
      typeof value === "string" ? compile(value) : compileAll(value),
    ]),
  );
}
