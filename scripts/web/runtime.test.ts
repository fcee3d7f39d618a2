import { afterAll, expect, test } from "bun:test";
import { join } from "node:path";
import { createTestDatabase, testSealSecret } from "#db/testing/database.ts";

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
  const { output, exitCode } = await runProgram(program);
  expect(output).toContain(`Cannot listen on 127.0.0.1:${holder.port} (EADDRINUSE). Set another PORT`);
  expect(exitCode).toBe(1);
});

for (const variable of ["DATABASE_URL", "DATABASE_WEB_URL"])
  test(`a process whose ${variable} has the wrong password ends before it listens`, async () => {
    const db = await createTestDatabase();
    const urls = { DATABASE_URL: db.url("tenantry_app"), DATABASE_WEB_URL: db.url("tenantry_web") };
    const wrong = Object.assign(new URL(urls[variable as keyof typeof urls]), { password: "wrong" }).href;
    const env = {
      ...urls,
      [variable]: wrong,
      DATABASE_POOL_SIZE: 2,
      DATABASE_POOLER: "none",
      TENANT_SEAL_SECRET: testSealSecret,
    };
    const program = `
      import { openRuntime } from "#scripts/web/runtime.ts";
      import { createLogger } from "#app/http/logger.ts";
      await openRuntime(${JSON.stringify(env)}, createLogger("info"));
      console.log("running");
      process.exit(0);`;
    const { output, exitCode } = await runProgram(program);
    expect(output).toContain("28P01");
    expect(output).not.toContain("running");
    expect(exitCode).toBe(1);
    await db.close();
  });

async function runProgram(program: string): Promise<{ output: string; exitCode: number }> {
  const cwd = join(import.meta.dir, "../..");
  const child = Bun.spawn([process.execPath, "-e", program], { cwd, stdio: ["ignore", "pipe", "pipe"] });
  return { output: await new Response(child.stdout).text(), exitCode: await child.exited };
}
