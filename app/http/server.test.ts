import { expect, test } from "bun:test";
import type { ServerBuild } from "@remix-run/server-runtime";
import pino from "pino";
import { readWebEnv } from "#app/env.server.ts";
import { handle as logoHandle } from "#app/routes/settings/logo.ts";
import { serverBuild } from "#app/testing/server-build.ts";
import { Directory } from "#db/directory/directory.ts";
import { createPool } from "#db/tenant/pool.ts";
import { createFetch } from "./server.ts";

const lines: Record<string, unknown>[] = [];
const env = readWebEnv({
  NODE_ENV: "production",
  BASE_URL: "http://app.localhost:3000",
  DATABASE_URL: "postgres://tenantry_app:x@127.0.0.1:1/tenantry",
  DATABASE_WEB_URL: "postgres://tenantry_web:x@127.0.0.1:1/tenantry",
  TENANT_SEAL_SECRET: "0123456789abcdef0123456789abcdef",
  CLERK_PUBLISHABLE_KEY: `pk_live_${btoa("clerk.app.localhost:3100$")}`,
  CLERK_SECRET_KEY: "sk_live_abcdefgh",
  CLERK_PROXY_URL: "http://clerk.app.localhost:3100",
  CLERK_WEBHOOK_SIGNING_SECRET: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
  TRUSTED_PROXIES: "10.0.0.0/8",
});
const nowhere = createPool({ url: env.DATABASE_URL, size: 1, applicationName: "test" });
const log = pino({ level: "info" }, { write: (line: string) => void lines.push(JSON.parse(line)) });
const directory = new Directory({ web: nowhere });
const runtime = { env, log, appPool: nowhere, webPool: nowhere, directory };
const fetch = createFetch({ build: echoBuild(), runtime });

const hosts: [string, number][] = [
  ["app.localhost:3000", 200],
  ["ACME.APP.localhost:3000", 200],
  ["acme.app.localhost:3000", 200],
  ["a.b.app.localhost:3000", 404],
  ["www.app.localhost:3000", 404],
  ["acme.app.localhost.:3000", 421],
  ["evil.com", 421],
  ["127.0.0.1:3000", 421],
  ["acme.app.localhost:9999", 421],
  ["", 421],
];
for (const [host, status] of hosts) {
  test(`Host "${host}" is answered with ${status}`, async () => {
    const response = await get("/echo", { host });
    expect(response.status).toBe(status);
    if (status !== 200) expect(await response.text()).toContain("<!doctype html>");
  });
}

test("the application sees the public address, whatever address the socket has", async () => {
  const echo = await (await get("/echo?x=1", { host: "ACME.app.localhost:3000" })).json();
  expect(echo).toMatchObject({
    url: "http://acme.app.localhost:3000/echo?x=1",
    host: { kind: "tenant", slug: "acme" },
  });
});

test("a request without a Host, and so without a URL, gets an answer too", async () => {
  const request = { method: "GET", headers: new Headers(), url: "/echo" } as Request;
  expect((await fetch(request, { address: "9.9.9.9" })).status).toBe(421);
});

test("every response has the security headers, a request id, and a nonce of its own", async () => {
  const responses = await Promise.all([
    get("/echo"),
    get("/echo"),
    get("/echo", { host: "evil.com" }),
    get("/boom"),
  ]);
  const policies = responses.map(({ headers }) => headers.get("content-security-policy") ?? "");
  const nonces = policies.map(
    (policy) => /script-src 'nonce-([^']{20,})' 'strict-dynamic';/.exec(policy)?.[1],
  );
  expect(new Set(nonces).size).toBe(4);
  for (const { headers } of responses) {
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("x-frame-options")).toBe("DENY");
    expect(headers.get("cache-control")).toBe("private, no-store");
    expect(headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
  }
  expect(policies[0]).toContain("connect-src 'self' http://clerk.app.localhost:3100");
  expect(policies[0]).not.toContain("unsafe-eval");
});

test("an internal error reveals no internals", async () => {
  const body = await (await get("/boom")).text();
  expect(body).not.toMatch(/secret detail|at .*\.ts|node_modules/);
});

test("a client's X-Forwarded-* and X-Request-Id are dropped, a trusted proxy's are used", async () => {
  const claims = {
    "x-forwarded-for": "1.2.3.4, 5.6.7.8",
    "x-forwarded-host": "globex.app.localhost:3000",
    "x-request-id": "from-the-balancer",
  };
  const [client, proxy] = await Promise.all([get("/echo", claims), get("/echo", claims, "10.1.2.3")]);
  expect(await client.json()).toMatchObject({ forwarded: [], host: { slug: "acme" } });
  expect(client.headers.get("x-request-id")).not.toBe("from-the-balancer");
  expect(await proxy.json()).toMatchObject({ forwarded: [], host: { slug: "globex" } });
  expect(proxy.headers.get("x-request-id")).toBe("from-the-balancer");
  const logged = lines
    .filter(({ msg }) => msg === "request")
    .slice(-2)
    .map(({ address }) => address);
  expect(logged.sort()).toEqual(["5.6.7.8", "9.9.9.9"]);
});

test("other methods and oversized bodies are refused", async () => {
  expect((await get("/echo", {}, undefined, "DELETE")).status).toBe(405);
  expect((await get("/echo", { "content-length": "1048577" }, undefined, "POST")).status).toBe(413);
});

test("an oversized picture is reported on the page where it was chosen", async () => {
  const response = await get("/settings/logo", { "content-length": "1048577" }, undefined, "POST");
  expect([response.status, response.headers.get("location")]).toEqual([303, "/settings?logo=tooLarge"]);
});

test("a chunked body is measured while it arrives, and passed on whole if it fits", async () => {
  const [fits, exceeds] = await Promise.all([postChunks(16), postChunks(17)]);
  expect([fits.status, exceeds.status]).toEqual([200, 413]);
  expect(await fits.json()).toMatchObject({ received: 1024 * 1024 });
});

test("a path that cannot be decoded is refused", async () => {
  for (const path of ["/echo/%E0%A4%A", "/echo%", "/echo%00"]) {
    expect([path, (await get(path)).status]).toEqual([path, 400]);
  }
});

test("a path that could be read as another host's address is refused", async () => {
  for (const path of [
    "//",
    "//evil.example/x",
    "/%5Cevil.example",
    "/%5C';",
    "/%2F%5C x",
    "/%09/evil.example",
  ]) {
    expect([path, (await get(path)).status]).toEqual([path, 400]);
  }
  for (const path of ["/a//b", "/a%5Cb", "/a:b@c", "/%3A%2F%2F", "/http://evil.example"]) {
    expect([path, (await get(path)).status]).not.toEqual([path, 400]);
  }
});

test("a request whose client has gone is not logged as a failure", async () => {
  const gone = new AbortController();
  gone.abort();
  const before = lines.filter(({ msg }) => msg === "request failed").length;
  const request = new Request("http://h/", {
    headers: { host: "app.localhost:3000" },
    signal: gone.signal,
  });
  const broken = createFetch({
    build: () => Promise.reject(new Error("aborted")),
    runtime,
  });
  expect((await broken(request, { address: "9.9.9.9" })).status).toBe(499);
  expect(lines.filter(({ msg }) => msg === "request failed").length).toBe(before);
});

test("an error outside Remix appears only in the log, unless development explains it", async () => {
  const build = () => Promise.reject(new Error("a syntax error"));
  const request = () => new Request("http://h/", { headers: { host: "app.localhost:3000" } });
  const silent = await createFetch({ build, runtime })(request(), { address: "9.9.9.9" });
  expect(silent.status).toBe(500);
  expect(await silent.text()).not.toContain("syntax");
  expect(lines.findLast(({ msg }) => msg === "request failed")?.err).toMatchObject({
    message: "a syntax error",
  });
  const explain = (error: unknown) => new Response(String(error), { status: 500 });
  const told = await createFetch({ build, runtime: { ...runtime, explain } })(request(), {
    address: "9.9.9.9",
  });
  expect(await told.text()).toContain("a syntax error");
  expect(told.headers.get("content-security-policy")).toContain("nonce-");
});

test("a form from a neighbour's subdomain or another site is refused; our own, or one without Origin, is not", async () => {
  const post = (origin?: string) => get("/echo", origin ? { origin } : {}, undefined, "POST");
  expect((await post("http://globex.app.localhost:3000")).status).toBe(403);
  expect((await post("https://evil.com")).status).toBe(403);
  expect((await post("null")).status).toBe(403);
  expect((await post("http://acme.app.localhost:3000")).status).toBe(200);
  expect((await post()).status).toBe(200);
});

test("a form that Sec-Fetch-Site marks as from a sibling is refused, even without an Origin", async () => {
  const post = (site: string) => get("/echo", { "sec-fetch-site": site }, undefined, "POST");
  expect((await post("same-site")).status).toBe(403);
  expect((await post("cross-site")).status).toBe(403);
  expect((await post("same-origin")).status).toBe(200);
  expect((await post("none")).status).toBe(200);
});

test("a request is one log line, with tenant and id, without query or cookies", async () => {
  await get("/echo?token=hush", { cookie: "__session=hush" });
  const line = lines.findLast(({ msg }) => msg === "request");
  expect(line).toMatchObject({
    method: "GET",
    path: "/echo",
    status: 200,
    tenant: "acme",
    address: "9.9.9.9",
  });
  expect(JSON.stringify(lines)).not.toContain("hush");
});

test("a webhook reaches its action without the router, with the same checks as other requests", async () => {
  const path = "/api/webhooks/clerk";
  const host = "app.localhost:3000";
  const taken = await get(path, { host, "x-forwarded-for": "1.1.1.1" }, "9.9.9.9", "POST");
  expect(await taken.json()).toMatchObject({
    ...{ url: `http://app.localhost:3000${path}`, host: { kind: "apex" }, forwarded: [], received: 3 },
  });
  expect(taken.headers.get("x-content-type-options")).toBe("nosniff");
  expect((await get(path, { host: "evil.com" }, "9.9.9.9", "POST")).status).toBe(421);
  expect((await get(path, { host, origin: "https://evil.com" }, "9.9.9.9", "POST")).status).toBe(403);
  const failed = await get(path, { host, "x-fail": "1" }, "9.9.9.9", "POST");
  expect(failed.status).toBe(500);
  expect(await failed.text()).not.toContain("secret detail");
  for (const other of [`${path}/`, `${path}.data`, "/API/webhooks/clerk"])
    expect((await get(other, { host }, "9.9.9.9", "POST")).status).not.toBe(200);
  expect((await get(path, { host })).status).not.toBe(200);
});

function get(path: string, headers: Record<string, string> = {}, address = "9.9.9.9", method = "GET") {
  const request = new Request(`http://127.0.0.1${path}`, {
    method,
    headers: { host: "acme.app.localhost:3000", ...headers },
    body: method === "POST" ? "a=1" : undefined,
  });
  return fetch(request, { address });
}

function postChunks(count: number) {
  const chunk = new Uint8Array(64 * 1024);
  const body = new ReadableStream({
    pull(controller) {
      if (count-- > 0) controller.enqueue(chunk);
      else controller.close();
    },
  });
  const init = {
    method: "POST",
    headers: { host: "app.localhost:3000" },
    body,
    duplex: "half",
  } as RequestInit;
  return fetch(new Request("http://h/echo", init), { address: "9.9.9.9" });
}

/** Two resource routes: one echoes its request, one fails. */
function echoBuild(): ServerBuild {
  const echo = async ({ request, context }: { request: Request; context: { host: unknown } }) => {
    const forwarded = [...request.headers.keys()].filter((name) => name.startsWith("x-forwarded"));
    const { byteLength: received } = await request.arrayBuffer();
    return Response.json({ url: request.url, host: context.host, forwarded, received });
  };
  const boom = () => {
    throw new Error("secret detail");
  };
  const webhooks = "routes/api/webhooks.clerk";
  const take: typeof echo = (args) => (args.request.headers.has("x-fail") ? boom() : echo(args));
  const routes = {
    echo: { id: "echo", path: "/echo", module: { loader: echo, action: echo } },
    boom: { id: "boom", path: "/boom", module: { loader: boom } },
    elsewhere: { id: "elsewhere", path: "/elsewhere", module: {} },
    // The router looks for it below its parent.
    [webhooks]: {
      ...{ id: webhooks, parentId: "elsewhere", path: "api/webhooks/clerk" },
      module: { action: take, handle: { skipsRouter: true } },
    },
    logo: { id: "logo", path: "settings/logo", module: { action: echo, handle: logoHandle } },
  };
  return serverBuild(routes);
}
