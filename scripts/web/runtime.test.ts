import { afterAll, expect, spyOn, test } from "bun:test";
import { connect } from "node:net";
import { join } from "node:path";
import { answerProbe } from "#app/http/probes.ts";
import type { Runtime } from "#app/http/server.ts";
import { createTestDatabase, testSealSecret } from "#db/testing/database.ts";
import { listen } from "./runtime.ts";

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

test("idle connections stay open for as long as configured: longer than a balancer's", () => {
  const serve = spyOn(Bun, "serve").mockImplementation((() => ({})) as never);
  listen(
    { env: { HOST: "127.0.0.1", PORT: 0, KEEP_ALIVE_SECONDS: 120 } } as Runtime,
    async () => new Response(),
  );
  expect(serve.mock.lastCall?.[0]).toMatchObject({ idleTimeout: 120 });
  serve.mockRestore();
});

test("a probe without a Host, in HTTP/1.0, is answered, for HEAD without a body", async () => {
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch: async (request) => (await answerProbe(request)) ?? new Response(null, { status: 421 }),
  });
  const ask = (line: string) => exchange(server.port ?? 0, `${line} HTTP/1.0\r\n\r\n`);
  expect(await ask("GET /api/ready")).toMatch(/^HTTP\/1\.[01] 200 [\s\S]*\r\n\r\nready\n$/);
  expect(await ask("HEAD /api/live")).toMatch(/^HTTP\/1\.[01] 200 [\s\S]*\r\n\r\n$/);
  await server.stop(true);
});

/** Everything that the server sends until it closes, or is done. */
async function exchange(port: number, text: string): Promise<string> {
  const socket = connect(port, "127.0.0.1", () => socket.write(text));
  let received = "";
  for await (const chunk of socket) {
    received += chunk;
    if (/\r\n\r\n(.+|$)/s.test(received)) break;
  }
  return received;
}

async function runProgram(program: string): Promise<{ output: string; exitCode: number }> {
  const cwd = join(import.meta.dir, "../..");
  const child = Bun.spawn([process.execPath, "-e", program], { cwd, stdio: ["ignore", "pipe", "pipe"] });
  return { output: await new Response(child.stdout).text(), exitCode: await child.exited };
}
