import { readdirSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

// `bun run build`: the production build, with compressed copies of the browser's assets.

const root = join(import.meta.dir, "..");
await runVite();
const count = await compressAssets(join(root, "build/client"));
console.log(`Compressed ${count} assets.`);

async function runVite(): Promise<void> {
  const remix = join(root, "node_modules/@remix-run/dev/dist/cli.js");
  const vite = Bun.spawn(
    [process.execPath, "--bun", remix, "vite:build", "--config", "scripts/vite.config.ts"],
    {
      cwd: root,
      env: { ...process.env, NODE_ENV: "production", VITE_CJS_IGNORE_WARNING: "1" },
      stdio: ["ignore", "inherit", "inherit"],
    },
  );
  const code = await vite.exited;
  if (code !== 0) process.exit(code);
}

/** Brotli at its highest level, and gzip: compressed once here instead of on every request. */
async function compressAssets(folder: string): Promise<number> {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const texts = files.filter((file) => /\.(js|css|svg|json|txt|html|webmanifest)$/.test(file));
  for (const file of texts) {
    const path = join(folder, file);
    const content = await Bun.file(path).bytes();
    // Smaller files save less than the headers cost. Half of a page's scripts are below one kilobyte.
    if (content.byteLength < 256) continue;
    const params = { [constants.BROTLI_PARAM_QUALITY]: 11 };
    await Bun.write(`${path}.br`, brotliCompressSync(content, { params }));
    await Bun.write(`${path}.gz`, gzipSync(content, { level: 9 }));
  }
  return texts.length;
}
