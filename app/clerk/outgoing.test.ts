import { afterAll, beforeAll, beforeEach, expect, test } from "bun:test";
import { join } from "node:path";
import { createClerkClient } from "@clerk/backend";
import { sessionToken } from "#app/testing/clerk-tokens.ts";
import { clerkJson } from "#app/testing/visitors.ts";
import { clerkPause } from "#db/directory/clerk-pause.ts";
import { Unavailable } from "#db/errors.ts";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import { ClerkApi, webPause } from "./api.server.ts";
import { asking } from "./outgoing.ts";

// A Clerk that answers as each test decides, and counts.

let db: TestDatabase;
let answer: () => Response | Promise<Response>;
let asked = 0;
let aborted = 0;
const clerk = Bun.serve({
  port: 0,
  hostname: "127.0.0.1",
  idleTimeout: 0,
  fetch: (request) => {
    asked += 1;
    request.signal.addEventListener("abort", () => {
      aborted += 1;
    });
    return answer();
  },
});
const never = () => new Promise<Response>(() => {});
const limited = (seconds: number) => () =>
  new Response(null, { status: 429, headers: { "Retry-After": String(seconds) } });
const unknown = () => clerkJson({ errors: [{ code: "resource_not_found", message: "" }] }, 404);

beforeAll(async () => {
  db = await createTestDatabase();
});
beforeEach(async () => {
  [asked, aborted] = [0, 0];
  await db.owner`update public.clerk_pause set ends_at = 'epoch'`;
});
afterAll(async () => {
  await clerk.stop(true);
  await db.close();
});

test("a Clerk that never answers is given up after three seconds, and its connection is closed", async () => {
  answer = never;
  const begun = performance.now();
  const outcome = await worker()
    .findMember("org_a", "user_a")
    .catch((error: unknown) => error);
  const took = performance.now() - begun;
  expect(outcome).toBeInstanceOf(Unavailable);
  expect(took).toBeGreaterThan(2900);
  expect(took).toBeLessThan(4500);
  for (let waited = 0; aborted === 0 && waited < 2000; waited += 10) await Bun.sleep(10);
  expect([asked, aborted]).toEqual([1, 1]);
});

test("the library's own retries end with the deadline, and leave nothing behind", async () => {
  answer = () => new Response("{", { status: 500 });
  const retrying = async () => {
    for (;;) {
      await fetch(`http://127.0.0.1:${clerk.port}/v1/jwks`);
      await Bun.sleep(100);
    }
  };
  await expect(asking(undefined, retrying)).rejects.toBeInstanceOf(Unavailable);
  const before = asked;
  await Bun.sleep(300);
  expect(asked).toBe(before);
});

test("a production process closes the connections of calls that Clerk does not answer, too", async () => {
  answer = never;
  const script = `
    import { ClerkApi } from "#app/clerk/api.server.ts";
    const api = new ClerkApi({ secretKey: "sk_live_test", apiUrl: "http://127.0.0.1:${clerk.port}" });
    console.log(await api.findMember("org_a", "user_a").catch((error) => error.code));
    await Bun.sleep(60_000);`;
  const child = Bun.spawn([process.execPath, "-e", script], {
    cwd: join(import.meta.dir, "../.."),
    env: { ...process.env, NODE_ENV: "production" },
    stdout: "pipe",
    stderr: "inherit",
  });
  const { value } = await child.stdout.getReader().read();
  expect(new TextDecoder().decode(value)).toBe("unavailable\n");
  for (let waited = 0; aborted === 0 && waited < 3000; waited += 10) await Bun.sleep(10);
  expect(aborted).toBe(1);
  child.kill();
  await child.exited;
}, 20_000);

test("after a 429 no process asks Clerk until the pause is over", async () => {
  answer = limited(1);
  await expect(worker().findOrganization("org_a")).rejects.toBeInstanceOf(Unavailable);
  expect(asked).toBe(1);
  answer = unknown;
  for (const other of [worker(), web()])
    await expect(other.findOrganization("org_a")).rejects.toBeInstanceOf(Unavailable);
  expect(asked).toBe(1);
  // The pause ends by itself.
  const begun = Date.now();
  while (Date.now() - begun < 5000 && asked === 1) {
    await web()
      .findOrganization("org_a")
      .catch(() => Bun.sleep(50));
  }
  expect(asked).toBe(2);
});

test("what a web process was told holds for the worker", async () => {
  answer = limited(20);
  await expect(web().findOrganization("org_a")).rejects.toBeInstanceOf(Unavailable);
  await expect(worker().findOrganization("org_a")).rejects.toBeInstanceOf(Unavailable);
  expect(asked).toBe(1);
});

test("during a pause the library's own retries are not sent either", async () => {
  answer = limited(20);
  const sdk = createClerkClient({
    ...{ secretKey: "sk_live_test", apiUrl: apiUrl() },
    publishableKey: `pk_live_${btoa("clerk.app.localhost:3100$")}`,
  });
  const authorization = `Bearer ${sessionToken({ userId: "ann", origin: "http://acme.app.localhost:3000" })}`;
  const request = new Request("http://acme.app.localhost:3000/", { headers: { authorization } });
  // It asks for the token's key again and again.
  const authenticate = () => sdk.authenticateRequest(request).catch(() => undefined);
  await asking(undefined, authenticate).catch(() => undefined);
  expect(asked).toBeGreaterThan(1);
  asked = 0;
  await asking(ownerPause(), authenticate).catch(() => undefined);
  expect(asked).toBe(1);
}, 15_000);

test("a patient client waits until the pause is over, and no longer than it has patience", async () => {
  answer = () => (asked === 1 ? limited(1)() : unknown());
  expect(await worker(3000).findOrganization("org_a")).toBeUndefined();
  expect(asked).toBe(2);
  answer = limited(20);
  await expect(worker(3000).findOrganization("org_a")).rejects.toBeInstanceOf(Unavailable);
  expect(asked).toBe(3);
});

test("the limit of one change stops nothing else", async () => {
  answer = limited(20);
  await expect(worker().deleteOrganization("org_a")).rejects.toBeInstanceOf(Unavailable);
  answer = unknown;
  expect(await worker().findOrganization("org_a")).toBeUndefined();
});

test("SQL in the web process's role can silence Clerk for half a minute at most", async () => {
  const pause = clerkPause((fn) => db.webPool.use(fn));
  await pause.begin(3_600_000);
  const { ms } = await pause.read();
  expect(ms).toBeGreaterThan(25_000);
  expect(ms).toBeLessThanOrEqual(30_000);
  await pause.begin(-1);
  expect((await pause.read()).ms).toBeGreaterThan(25_000);
});

test("a worker without its database does not ask Clerk, whose answer it could not date; a web process does", async () => {
  answer = () => clerkJson({ data: [], total_count: 0 });
  const away = Object.assign(new Error("gone"), { code: "ECONNREFUSED" });
  const pause = clerkPause(() => Promise.reject(away));
  const dateless = new ClerkApi({ secretKey: "sk_live_test", apiUrl: apiUrl(), pause });
  await expect(dateless.findMember("org_a", "user_a")).rejects.toBe(away);
  expect(asked).toBe(0);
  const webPool = { use: () => never() } as never;
  const impatient = new ClerkApi({
    secretKey: "sk_live_test",
    apiUrl: apiUrl(),
    pause: webPause({ webPool, env: {} as never }),
  });
  expect(await impatient.findMember("org_a", "user_a")).toBeUndefined();
});

function ownerPause() {
  return clerkPause((fn) => fn(db.owner));
}

function apiUrl(): string {
  return `http://127.0.0.1:${clerk.port}`;
}

function worker(patience = 0): ClerkApi {
  return new ClerkApi({ secretKey: "sk_live_test", apiUrl: apiUrl(), pause: ownerPause(), patience });
}

function web(): ClerkApi {
  const pause = webPause({ webPool: db.webPool, env: {} as never });
  return new ClerkApi({ secretKey: "sk_live_test", apiUrl: apiUrl(), pause });
}
