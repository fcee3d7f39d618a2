import { afterAll, beforeEach, expect, test } from "bun:test";
import pino from "pino";
import type { RequestContext } from "#app/http/request-context.ts";
import { readSession } from "#app/tenancy/identity.server.ts";
import { sessionToken, testJwks, testJwtKey } from "#app/testing/clerk-tokens.ts";
import { clerkJson } from "#app/testing/visitors.ts";
import type { RouteArgs } from "./authentication.server.ts";
import { withoutForgedTokens } from "./forged-tokens.server.ts";

const acme = "http://acme.app.localhost:3000";
let calls = 0;
let isUp = true;
const clerk = Bun.serve({
  port: 0,
  hostname: "127.0.0.1",
  fetch({ url }) {
    if (url.endsWith("/v1/health")) return new Response();
    calls += 1;
    return isUp ? clerkJson(testJwks) : new Response(null, { status: 500 });
  },
});
afterAll(() => clerk.stop(true));

let env: RequestContext["env"];
beforeEach(() => {
  calls = 0;
  isUp = true;
  env = settings({ CLERK_API_URL: `http://127.0.0.1:${clerk.port}` });
});

const genuine = sessionToken({ userId: "ann", origin: acme });
const [header = "", claims = "", signature = ""] = genuine.split(".");
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
const withKeyId = (kid: string) => `${encode({ alg: "RS256", typ: "JWT", kid })}.${claims}.${signature}`;

const malformed = [
  ...["a.b.c", "a", "..", `${genuine}.x`, `${header}.${claims}`, `${header}.${claims}.`],
  ...[genuine.slice(0, -1), `${genuine}!`, `${genuine}=`, `${header}.${encode(null)}.${signature}`],
  ...[`${encode(null)}.${claims}.${signature}`, `${encode({ alg: "none", kid: "test" })}.${claims}.`],
  ...[`${header}.${encode({ sub: "ann", iss: 7 })}.${signature}`, `${header}.${claims}.${encode(["other"])}`],
];

for (const token of malformed) {
  test(`the session cookie ${token.slice(0, 8)}…${token.slice(-8)} means signed out, and is removed`, async () => {
    for (const name of ["__session", "__session_abcdefgh"]) {
      const args = visit({ cookie: `${name}=${token}; theme=dark` });
      expect(await readSession(args)).toEqual({ state: "signed-out" });
      expect([...(args.context.forgedCookies ?? [])]).toEqual([[name, { hasGenuine: false }]]);
    }
    const withHeader = visit({ authorization: `Bearer ${token}` });
    expect(await readSession(withHeader)).toEqual({ state: "signed-out" });
  });
}

test("a forged cookie beside the genuine one is ignored, before or after it", async () => {
  for (const cookie of [`__session=a.b.c; __session=${genuine}`, `__session=${genuine}; __session=a.b.c`]) {
    const args = visit({ cookie: `${cookie}; __client_uat=1700000000` });
    expect(await readSession(args)).toMatchObject({ state: "signed-in", identity: { userId: "ann" } });
    expect(args.context.forgedCookies?.get("__session")).toEqual({ hasGenuine: true });
  }
});

test("tokens with unknown key ids cost one call to Clerk within some seconds, however many there are", async () => {
  const begun = performance.now();
  for (let number = 0; number < 300; number++) {
    const args = visit({ cookie: `__session=${withKeyId(`kid ${number}`)}; __client_uat=1` });
    expect((await readSession(args)).state).toBe("stale");
    expect(args.context.forgedCookies).toBeUndefined();
    await readSession(visit({ authorization: `Bearer ${withKeyId(`other ${number}`)}` }));
    await readSession(visit({ path: `/?__clerk_handshake=${withKeyId(`third ${number}`)}` }));
    await readSession(visit({ cookie: `__clerk_handshake=${withKeyId(`fourth ${number}`)}` }));
  }
  // One every five seconds, on a slow machine too; 1,200 without the pause.
  expect(calls).toBeLessThanOrEqual(1 + Math.floor((performance.now() - begun) / 5000));
});

test("while Clerk fails it is asked once within some seconds, and no cookie is removed", async () => {
  isUp = false;
  for (let number = 0; number < 20; number++) {
    const args = visit({ cookie: `__session=${genuine}; __client_uat=1` });
    expect((await readSession(args)).state).toBe("stale");
    expect(args.context.forgedCookies).toBeUndefined();
  }
  expect(calls).toBe(1);
});

test("with CLERK_JWT_KEY Clerk is never asked, and the SDK sees no token of another key", async () => {
  env = settings({ CLERK_API_URL: `http://127.0.0.1:${clerk.port}`, CLERK_JWT_KEY: testJwtKey });
  const forged = visit({ cookie: `__session=${withKeyId("any")}; theme=dark` });
  expect((await withoutForgedTokens(forged)).headers.get("cookie")).toBe("theme=dark");
  const signedIn = visit({ cookie: `__session=${genuine}; __client_uat=1700000000` });
  expect(await withoutForgedTokens(signedIn)).toBe(signedIn.request);
  expect((await readSession(signedIn)).state).toBe("signed-in");
  expect(calls).toBe(0);
});

function settings(given: Record<string, string>): RequestContext["env"] {
  return {
    BASE_URL: "http://app.localhost:3000",
    CLERK_SECRET_KEY: "sk_live_test",
    CLERK_PUBLISHABLE_KEY: `pk_live_${btoa("clerk.app.localhost:3100$")}`,
    CLERK_CREATOR_ROLE: "org:admin",
    CLERK_PROXY_URL: `http://127.0.0.1:${clerk.port}`,
    ...given,
  } as unknown as RequestContext["env"];
}

type Visit = { cookie?: string; authorization?: string; path?: string };

function visit({ path = "/dashboard", ...headers }: Visit): RouteArgs {
  const { host } = new URL(acme);
  const request = new Request(acme + path, {
    headers: { host, accept: "text/html", "sec-fetch-dest": "document", ...headers },
  });
  const log = pino({ level: "silent" });
  const context = { env, log, host: { kind: "tenant", slug: "acme" } } as unknown as RequestContext;
  return { request, context, params: {} };
}
