import { afterAll, expect, test } from "bun:test";
import { join } from "node:path";
import { createServer } from "vite";

const root = join(import.meta.dir, "..");
const vite = await createServer({
  configFile: join(root, "scripts/vite.config.ts"),
  server: { middlewareMode: true, hmr: false, ws: false, watch: null },
  optimizeDeps: { noDiscovery: true, include: [] },
  appType: "custom",
  logLevel: "silent",
});
afterAll(() => vite.close());

const view = join(root, "app/components/form/button.tsx");

for (const name of ["#db/tenant/pool.ts", "#app/env.server.ts", "postgres", "kysely", "svix", "sharp"]) {
  test(`${name} cannot be bundled for a browser`, async () => {
    const { client, ssr } = vite.environments;
    const resolving = client.pluginContainer.resolveId(name, view);
    await expect(Promise.resolve(resolving)).rejects.toThrow(/Import denied|Server-only module/);
    expect(await ssr.pluginContainer.resolveId(name, view)).not.toBeNull();
  });
}
