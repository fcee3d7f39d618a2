import { afterAll, beforeAll, beforeEach, expect, test } from "bun:test";
import type { ServerBuild } from "@remix-run/server-runtime";
import pino from "pino";
import { readWebEnv } from "#app/env.server.ts";
import { createFetch } from "#app/http/server.ts";
import { sessionToken, testJwtKey } from "#app/testing/clerk-tokens.ts";
import { signed } from "#app/testing/deliveries.ts";
import { serverBuild } from "#app/testing/server-build.ts";
import { clerkJson, membershipOf } from "#app/testing/visitors.ts";
import { Directory } from "#db/directory/directory.ts";
import { createPool } from "#db/tenant/pool.ts";
import { LOCAL_WEBHOOK_SECRET } from "#scripts/local/clerk/keys.ts";

const apex = "http://app.localhost:3000";
const modules = {
  "api/webhooks/clerk": "./api/webhooks.clerk.ts",
  "onboarding/progress": "./apex/onboarding-progress.ts",
  switcher: "./shared/switcher.ts",
  onboarding: "./apex/onboarding.tsx",
  workspaces: "./apex/workspaces.tsx",
  "workspaces/changes/:changeId": "./apex/workspace-change.tsx",
  dashboard: "./workspace/dashboard.tsx",
};

const clerk = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => clerkJson(membershipOf("user_1")) });
const nowhere = createPool({ url: "postgres://a:b@127.0.0.1:1/c", size: 1, applicationName: "test" });
const lines: { level: number; path?: string; err?: { code?: unknown } }[] = [];
const log = pino({ level: "warn" }, { write: (line: string) => void lines.push(JSON.parse(line)) });
let fetch: ReturnType<typeof createFetch>;
beforeEach(() => {
  lines.length = 0;
});
beforeAll(async () => {
  const env = readWebEnv({
    NODE_ENV: "production",
    BASE_URL: apex,
    DATABASE_URL: "postgres://tenantry_app:x@127.0.0.1:1/tenantry",
    DATABASE_WEB_URL: "postgres://tenantry_web:x@127.0.0.1:1/tenantry",
    TENANT_SEAL_SECRET: "0123456789abcdef0123456789abcdef",
    CLERK_PUBLISHABLE_KEY: `pk_live_${btoa("clerk.app.localhost:3100$")}`,
    CLERK_SECRET_KEY: "sk_live_test",
    CLERK_JWT_KEY: testJwtKey,
    CLERK_API_URL: `http://127.0.0.1:${clerk.port}`,
    CLERK_WEBHOOK_SIGNING_SECRET: LOCAL_WEBHOOK_SECRET,
  });
  const directory = new Directory({ web: nowhere });
  const runtime = { env, log, appPool: nowhere, webPool: nowhere, directory };
  fetch = createFetch({ build: await loadRoutes(), runtime });
});
afterAll(() => clerk.stop(true));

const organization = "organization=org_acme";
const change = "00000000-0000-4000-8000-000000000000";
const addresses = [
  "/dashboard",
  "/switcher",
  "/workspaces",
  `/onboarding?${organization}`,
  `/onboarding/progress?${organization}`,
  `/workspaces/changes/${change}?kind=slug&from=acme&to=globex`,
];
for (const address of addresses) {
  test(`${address} answers 503 with Retry-After when the database is away`, async () => {
    const url = new URL(address, address === "/dashboard" ? "http://acme.app.localhost:3000" : apex);
    await expectUnavailable(await visit(url));
    // Operators learn why.
    const { pathname: path } = url;
    expect(lines).toContainEqual(
      expect.objectContaining({ path, err: expect.objectContaining({ code: "ECONNREFUSED" }) }),
    );
    url.pathname += ".data";
    await expectUnavailable(await visit(url));
  });
}

test("a webhook that cannot be stored is answered with 503 and Retry-After, so that Clerk sends it again", async () => {
  const { svixId, svixTimestamp, svixSignature, body } = signed({
    type: "user.updated",
    data: { id: "user_1" },
  });
  const headers = {
    ...{ host: new URL(apex).host, "svix-id": svixId },
    ...{ "svix-timestamp": svixTimestamp, "svix-signature": svixSignature },
  };
  const request = new Request(`${apex}/api/webhooks/clerk`, { method: "POST", headers, body });
  await expectUnavailable(await fetch(request, { address: "127.0.0.1" }));
});

async function expectUnavailable(response: Response): Promise<void> {
  expect([response.status, response.headers.get("retry-after")]).toEqual([503, "2"]);
  expect(await response.text()).not.toMatch(/ECONN|127\.0\.0\.1|at .*\.ts/);
}

function visit(url: URL): Promise<Response> {
  const token = sessionToken({ userId: "user_1", origin: url.origin, organizationId: "org_acme" });
  const headers = { host: url.host, cookie: `__session=${token}; __client_uat=1700000000` };
  return fetch(new Request(url, { headers }), { address: "127.0.0.1" });
}

/** The routes as the build has them; a page is its status and headers alone. */
async function loadRoutes(): Promise<ServerBuild> {
  const routes: Record<string, object> = {};
  for (const [path, file] of Object.entries(modules))
    routes[path] = { id: path, path, module: await import(file) };
  const page = (_: Request, status: number, headers: Headers) => new Response("page", { status, headers });
  return serverBuild(routes, page);
}
