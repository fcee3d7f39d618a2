import { join } from "node:path";
import { vitePlugin as remix } from "@remix-run/dev";
import tailwindcss from "@tailwindcss/vite";
import { defineConfig } from "vite";
import { denyImports } from "vite-env-only";
import remixOptions from "../remix.config.js";
import { compiledMessages } from "./build/compiled-messages.ts";
import { languageChunks } from "./build/language-chunks.ts";
import { remixForClerk } from "./build/remix-for-clerk.ts";

/** What pages import. Bundled at start: a package that Vite finds later is bundled anew under a page that runs. */
const browserPackages = [
  "react",
  "react-dom",
  "react-dom/client",
  "react/jsx-runtime",
  "react/jsx-dev-runtime",
  "@remix-run/react",
  "@clerk/remix",
  "@conform-to/react",
  "@conform-to/zod/v4",
  "@hello-pangea/dnd",
  "class-variance-authority",
  "clsx",
  "culori/fn",
  "lucide-react",
  "radix-ui",
  "tailwind-merge",
  "tinykeys",
  "use-intl",
  "zod",
];

/** Vite meets these in routes before Remix takes the loaders out; no browser loads them. */
const serverPackages = [
  "@remix-run/node",
  "@clerk/remix/ssr.server",
  "@clerk/remix/api.server",
  "kysely",
  "postgres",
  "svix",
  "sharp",
];

/**
 * Clerk's SDK for React and what it alone stands on, in a file of its own: it changes with Clerk and not with us, and its
 * size can be told from ours. Its translations stay apart, which one language alone loads.
 */
const clerkPackages =
  /\/node_modules\/(@clerk\/(?!localizations)|(swr|dequal|use-sync-external-store|tslib)\/)/;

export default defineConfig(({ isSsrBuild }) => ({
  root: join(import.meta.dirname, ".."),
  clearScreen: false,
  plugins: [
    // Nothing of the database may reach a browser. Remix itself guards *.server files, inside app/ only. By files and
    // not by specifiers: in development those are refused where Remix looks for styles in server modules, too.
    denyImports({
      client: { files: ["db/**", "**/*.server.*", "**/node_modules/{postgres,kysely,svix,sharp}/**"] },
    }),
    remix(remixOptions),
    tailwindcss(),
    compiledMessages(),
    languageChunks(join(import.meta.dirname, "../build/client")),
    remixForClerk(),
  ],
  esbuild: { target: "es2022" },
  optimizeDeps: {
    esbuildOptions: { target: "es2022" },
    include: browserPackages,
    exclude: serverPackages,
  },
  build: {
    target: "es2022",
    reportCompressedSize: false,
    assetsInlineLimit: 0,
    rollupOptions: isSsrBuild
      ? {}
      : {
          output: {
            manualChunks: (id) => (clerkPackages.test(id) ? "clerk" : undefined),
            onlyExplicitManualChunks: true,
          },
        },
  },
}));
