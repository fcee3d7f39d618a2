import { expect, test } from "bun:test";
import type { ServerBuild } from "@remix-run/server-runtime";
import pino from "pino";
import { type RouteArgs, readSession } from "#app/tenancy/identity.server.ts";
import { sessionToken, testJwtKey } from "#app/testing/clerk-tokens.ts";
import { serverBuild } from "#app/testing/server-build.ts";
import { createFetch, type Runtime } from "./server.ts";

const acme = "http://acme.app.localhost:3000";
const env = {
  ...{ BASE_URL: "http://app.localhost:3000", TRUSTED_PROXIES: [], NODE_ENV: "production" },
  ...{ CLERK_SECRET_KEY: "sk_live_test", CLERK_JWT_KEY: testJwtKey },
  CLERK_PUBLISHABLE_KEY: `pk_live_${btoa("clerk.app.localhost:3100$")}`,
};
const fetch = createFetch({
  build: build(),
  runtime: { env, log: pino({ level: "silent" }) } as unknown as Runtime,
});

test("a forged session cookie is removed from the host and from every domain above it", async () => {
  const { status, cookies, state } = await visit("__session=a.b.c");
  expect([status, state]).toEqual([200, "signed-out"]);
  expect(cookies).toEqual([
    "__session=; Path=/; Max-Age=0",
    "__session=; Path=/; Max-Age=0; Domain=acme.app.localhost",
    "__session=; Path=/; Max-Age=0; Domain=app.localhost",
  ]);
});

test("the genuine cookie of the same name stays", async () => {
  const token = sessionToken({ userId: "ann", origin: acme });
  const { cookies, state } = await visit(`__session=a.b.c; __session=${token}; __client_uat=1700000000`);
  expect(state).toBe("signed-in");
  expect(cookies).not.toContain("__session=; Path=/; Max-Age=0");
  expect(cookies).toHaveLength(2);
});

test("without a forged cookie nothing is removed", async () => {
  expect((await visit("theme=dark")).cookies).toEqual([]);
});

async function visit(cookie: string) {
  const headers = { host: new URL(acme).host, cookie };
  const response = await fetch(new Request(`${acme}/session`, { headers }), { address: "127.0.0.1" });
  return { status: response.status, cookies: response.headers.getSetCookie(), state: await response.text() };
}

/** One resource route, which answers with the state of the session. */
function build(): ServerBuild {
  const loader = async (args: RouteArgs) => new Response((await readSession(args)).state);
  return serverBuild({ session: { id: "session", path: "session", module: { loader } } });
}
