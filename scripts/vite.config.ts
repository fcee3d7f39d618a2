import { join } from "node:path";
import { vitePlugin as remix } from "@remix-run/dev";
import tailwindcss from "@tailwindcss/vite";
import { defineConfig } from "vite";
import { denyImports } from "vite-env-only";
import remixOptions from "../remix.config.js";

export default defineConfig({
  root: join(import.meta.dirname, ".."),
  clearScreen: false,
  plugins: [
    // Nothing of the database may reach a browser. Remix itself guards *.server files, inside app/ only.
    denyImports({
      client: { files: ["**/db/**", "**/*.server.*"], specifiers: [/^#db\//, "postgres", "kysely", "svix"] },
    }),
    remix(remixOptions),
    tailwindcss(),
  ],
  esbuild: { target: "es2022" },
  optimizeDeps: { esbuildOptions: { target: "es2022" } },
  build: { target: "es2022", reportCompressedSize: false, assetsInlineLimit: 0 },
});
