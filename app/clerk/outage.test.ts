import { afterAll, afterEach, beforeEach, expect, setSystemTime, test } from "bun:test";
import type { LoaderFunctionArgs } from "@remix-run/node";
import type { ServerBuild } from "@remix-run/server-runtime";
import pino from "pino";
import { readWebEnv } from "#app/env.server.ts";
import { createFetch } from "#app/http/server.ts";
import { plain as english } from "#app/i18n/messages/en/plain.ts";
import { plain as spanish } from "#app/i18n/messages/es/plain.ts";
import { identify } from "#app/tenancy/identity.server.ts";
import { sessionToken, testJwks } from "#app/testing/clerk-tokens.ts";
import { serverBuild } from "#app/testing/server-build.ts";
import { clerkJson } from "#app/testing/visitors.ts";
import { Directory } from "#db/directory/directory.ts";
import { createPool } from "#db/tenant/pool.ts";
import { LOCAL_WEBHOOK_SECRET } from "#scripts/local/clerk/keys.ts";
import { authenticate } from "./authentication.server.ts";

// People with a session, while Clerk is away or this process's clock is wrong. One server is both of Clerk's APIs.

const acme = "http://acme.app.localhost:3000";
let frontend: () => Response;
let backend: () => Response | Promise<Response>;
/** How far Clerk's clock is ahead of ours, in milliseconds. */
let theirs = 0;
const clerk = Bun.serve({
  port: 0,
  hostname: "127.0.0.1",
  fetch({ url }) {
    if (!url.endsWith("/v1/health")) return backend();
    const answer = frontend();
    answer.headers.set("date", new Date(Date.now() + theirs).toUTCString());
    return answer;
  },
});
const nowhere = createPool({ url: "postgres://a:b@127.0.0.1:1/c", size: 1, applicationName: "test" });
const lines: Record<string, unknown>[] = [];
const log = pino({ level: "warn" }, { write: (line: string) => void lines.push(JSON.parse(line)) });
let fetch: ReturnType<typeof createFetch>;

beforeEach(() => {
  // Other settings share no look at Clerk, and no keys.
  const env = readWebEnv({
    NODE_ENV: "production",
    BASE_URL: "http://app.localhost:3000",
    DATABASE_URL: "postgres://tenantry_app:x@127.0.0.1:1/tenantry",
    DATABASE_WEB_URL: "postgres://tenantry_web:x@127.0.0.1:1/tenantry",
    TENANT_SEAL_SECRET: "0123456789abcdef0123456789abcdef",
    CLERK_PUBLISHABLE_KEY: `pk_live_${btoa("clerk.app.localhost:3100$")}`,
    CLERK_SECRET_KEY: "sk_live_test",
    CLERK_API_URL: `http://127.0.0.1:${clerk.port}`,
    CLERK_PROXY_URL: `http://127.0.0.1:${clerk.port}`,
    CLERK_WEBHOOK_SIGNING_SECRET: LOCAL_WEBHOOK_SECRET,
  });
  const directory = new Directory({ web: nowhere });
  fetch = createFetch({
    build: pageOf(),
    runtime: { env, log, appPool: nowhere, webPool: nowhere, directory },
  });
  lines.length = 0;
  theirs = 0;
  frontend = () => new Response();
  backend = () => clerkJson(testJwks);
});
afterEach(() => {
  setSystemTime();
});
afterAll(() => clerk.stop(true));

test("while Clerk answers, an expired token leads to its handshake", async () => {
  const response = await visit({ ageSeconds: 120 });
  expect(response.status).toBe(307);
  expect(response.headers.get("location")).toContain("/v1/client/handshake");
});

test("while Clerk is away, no one is sent there: a page says so in both languages, and so does the log", async () => {
  frontend = () => new Response(null, { status: 503 });
  for (const [language, words] of [
    ["en", english],
    ["es", spanish],
  ] as const) {
    const response = await visit({ ageSeconds: 120, language });
    expect([response.status, response.headers.get("retry-after")]).toEqual([503, "10"]);
    expect(await response.text()).toContain(words.away.title);
  }
  expect(lines.filter(({ msg }) => String(msg).includes("Clerk does not answer"))).toHaveLength(2);
  // Those who need nothing of Clerk are served.
  expect((await visit({})).status).toBe(200);
  expect((await visit({ cookie: "" })).headers.get("location")).toContain("/sign-in");
});

test("a process that never learned Clerk's keys signs no one out", async () => {
  backend = () => new Response(null, { status: 500 });
  const response = await visit({});
  expect(response.status).toBe(503);
  expect(await response.text()).toContain(english.away.title);
  expect(response.headers.getSetCookie()).toEqual([]);
});

for (const [how, answer] of [
  ["fails", () => new Response(null, { status: 503 })],
  ["never answers", () => new Promise<Response>(() => {})],
] as const) {
  test(`a handshake ends at the page, too, if Clerk's Backend API ${how}`, async () => {
    expect((await visit({})).status).toBe(200);
    backend = answer;
    for (const cookie of [undefined, "__client_uat=1700000000"]) {
      const path = "/page?__clerk_handshake_nonce=abc";
      const response = await visit({ ageSeconds: 120, path, cookie });
      expect(response.status).toBe(503);
      expect(await response.text()).toContain(english.away.title);
    }
  }, 15_000);
}

test("tokens keep admitting when Clerk's Backend API has been away for long", async () => {
  expect((await visit({})).status).toBe(200);
  backend = () => new Response(null, { status: 500 });
  setSystemTime(Date.now() + 3600_000);
  expect((await visit({})).status).toBe(200);
});

for (const seconds of [-10, 10]) {
  test(`a clock that is ${seconds} s off is tolerated`, async () => {
    theirs = -seconds * 1000;
    // A new token by Clerk's clock, and one at the end of its minute.
    for (const age of [1, 58]) expect((await visit({ ageSeconds: seconds + age })).status).toBe(200);
  });
}

for (const seconds of [-70, 70, -3600, 3600]) {
  test(`a clock that is ${seconds} s off ends at one page that names it`, async () => {
    theirs = -seconds * 1000;
    for (const [language, words] of [
      ["en", english],
      ["es", spanish],
    ] as const) {
      const response = await visit({ ageSeconds: seconds + 1, language });
      expect([response.status, response.headers.get("location")]).toEqual([503, null]);
      expect(response.headers.has("retry-after")).toBe(true);
      expect(await response.text()).toContain(words.clock.title);
    }
    expect(lines.filter(({ msg }) => String(msg).includes("clock"))).toHaveLength(2);
  });
}

test("with the right clock a token counts no longer than before", async () => {
  expect((await visit({ ageSeconds: 64 })).status).toBe(200);
  expect((await visit({ ageSeconds: 67 })).status).toBe(307);
});

type Visit = { ageSeconds?: number; language?: string; cookie?: string; path?: string };

/** A document, asked for with a token of this age by our clock. */
function visit({ ageSeconds = 0, language = "en", cookie, path = "/page" }: Visit): Promise<Response> {
  const token = sessionToken({ userId: "ann", origin: acme, ageSeconds });
  const headers = {
    ...{ host: new URL(acme).host, accept: "text/html", "sec-fetch-dest": "document" },
    ...{ "accept-language": language, cookie: cookie ?? `__session=${token}; __client_uat=1700000000` },
  };
  return fetch(new Request(acme + path, { headers }), { address: "127.0.0.1" });
}

/** A page for signed-in people, below a root that authenticates, as in the application. */
function pageOf(): ServerBuild {
  const routes = {
    root: {
      id: "root",
      path: "",
      module: { loader: (args: LoaderFunctionArgs) => authenticate(args).then(() => null) },
    },
    page: {
      ...{ id: "page", parentId: "root", path: "page" },
      module: { default: () => null, loader: (args: LoaderFunctionArgs) => identify(args).then(() => null) },
    },
  };
  const page = (_: Request, status: number, headers: Headers) => {
    headers.set("content-type", "text/html; charset=utf-8");
    return new Response("page", { status, headers });
  };
  return serverBuild(routes, page);
}
