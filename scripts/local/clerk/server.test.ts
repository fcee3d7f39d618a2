import { expect, test } from "bun:test";
import { networkInterfaces } from "node:os";
import { localClerkEnv } from "./keys.ts";
import { startTestClerk } from "./testing.ts";

const clerk = await startTestClerk();

test("an unknown route answers 501 and is logged", async () => {
  const failed = await clerk.api.domains.list().catch((error) => error);
  expect(failed.status).toBe(501);
  expect(clerk.logged.join()).toContain("NOT IMPLEMENTED: GET /v1/domains of the Backend API");
  const { status } = await clerk.browser().post("/v1/me/totp", { code: "1" });
  expect(status).toBe(501);
  expect(clerk.logged.join()).toContain("POST /v1/me/totp of the Frontend API (body: code)");
});

test("a foreign host is refused", async () => {
  const response = await fetch(`${clerk.url}/v1/environment`, { headers: { host: "rebound.example" } });
  expect(response.status).toBe(421);
});

test("it listens on loopback only", async () => {
  const addresses = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  const outer = addresses.filter((address) => !address.internal && address.family === "IPv4");
  for (const { address } of outer) {
    const reached = await fetch(`http://${address}:${clerk.port}/outbox`).then(
      () => true,
      () => false,
    );
    expect(reached).toBe(false);
  }
});

test("it serves clerk-js from node_modules and nothing else", async () => {
  const { CLERK_JS } = localClerkEnv(clerk.port, "http://app.localhost:3999");
  const library = await fetch(CLERK_JS);
  expect([library.status, library.headers.get("access-control-allow-origin")]).toEqual([200, "*"]);
  expect(library.headers.get("content-type")).toContain("text/javascript");
  const outside = await fetch(`${clerk.frontendUrl}/npm/@clerk/clerk-js@5/dist/..%2fpackage.json`);
  expect(outside.status).not.toBe(200);
});

test("a taken port is named with its variable, and a ready process stops on SIGTERM", async () => {
  const run = (port: number) =>
    Bun.spawn([process.execPath, `${import.meta.dir}/main.ts`], {
      env: {
        ...process.env,
        LOCAL_CLERK_PORT: String(port),
        LOCAL_CLERK_STATE: `/tmp/${crypto.randomUUID()}.json`,
      },
      stdout: "pipe",
      stderr: "pipe",
    });
  const second = run(clerk.port);
  expect(await second.exited).toBe(1);
  const said = await new Response(second.stderr).text();
  expect(said).toContain(String(clerk.port));
  expect(said).toContain("LOCAL_CLERK_PORT");
  await clerk.stop();
  const third = run(clerk.port);
  const { value } = await third.stdout.getReader().read();
  expect(JSON.parse(new TextDecoder().decode(value))).toMatchObject({ ready: true, url: clerk.url });
  third.kill("SIGTERM");
  expect(await third.exited).toBe(0);
});
