import { afterAll, expect, test } from "bun:test";
import { join } from "node:path";

// Allows others to share its port, as Bun does by default outside development.
const holder = Bun.serve({ port: 0, hostname: "127.0.0.1", reusePort: true, fetch: () => new Response() });
afterAll(() => holder.stop(true));

test("a taken port is not shared with its holder: the process ends and names the variable", async () => {
  const program = `
    import { listen } from "#scripts/web/runtime.ts";
    import { createLogger } from "#app/http/logger.ts";
    const env = { HOST: "127.0.0.1", PORT: ${holder.port} };
    listen({ env, log: createLogger("info") }, async () => new Response());
    process.exit(0);`;
  const root = join(import.meta.dir, "../..");
  const child = Bun.spawn([process.execPath, "-e", program], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output = await new Response(child.stdout).text();
  expect(output).toContain(`Cannot listen on 127.0.0.1:${holder.port} (EADDRINUSE). Set another PORT`);
  expect(await child.exited).toBe(1);
});
