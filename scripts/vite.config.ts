import { join } from "node:path";
import { vitePlugin as remix } from "@remix-run/dev";
import tailwindcss from "@tailwindcss/vite";
import { defineConfig } from "vite";
import { denyImports } from "vite-env-only";
import remixOptions from "../remix.config.js";
import { compiledMessages } from "./build/compiled-messages.ts";
import { languageChunks } from "./build/language-chunks.ts";
import { remixForClerk } from "./build/remix-for-clerk.ts";
import { smallIcons } from "./build/small-icons.ts";

/** Packages that pages import. Bundled at start: for one found later, Vite would rebundle and reload open pages. */
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

/** Vite sees these in routes before Remix removes the loaders; no browser loads them. */
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
 * Clerk's SDK for React and its own dependencies get a separate chunk: it changes with Clerk's releases rather than ours,
 * and its size can be measured apart. Not its translations, which one language loads only.
 */
const clerkPackages =
  /\/node_modules\/(@clerk\/(?!localizations)|(swr|dequal|use-sync-external-store|tslib)\/)/;

const root = join(import.meta.dirname, "..");

export default defineConfig(({ isSsrBuild }) => ({
  root,
  clearScreen: false,
  plugins: [
    // No database code may reach a browser. Remix guards *.server files itself, but in app/ only. Denied by file rather
    // than specifier: in development, specifiers would also be denied where Remix collects styles of server modules.
    denyImports({
      client: { files: ["db/**", "**/*.server.*", "**/node_modules/{postgres,kysely,svix,sharp}/**"] },
    }),
    remix(remixOptions),
    tailwindcss(),
    compiledMessages(),
    languageChunks(join(import.meta.dirname, "../build/client")),
    remixForClerk(),
    smallIcons(),
  ],
  server: {
    // Every user of this machine can ask the development server for files, in .local/ too, where the passwords are.
    fs: {
      allow: ["app", "node_modules", "public"].map((folder) => join(root, folder)),
      deny: ["**/.local/**", "**/.git/**", ".env", ".env.*", "*.{crt,key,pem}"],
    },
  },
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
