import { afterAll, afterEach, expect, setSystemTime, test } from "bun:test";
import { rootAuthLoader } from "@clerk/remix/ssr.server";
import type { RequestContext } from "#app/http/request-context.ts";
import { readSession } from "#app/tenancy/identity.server.ts";
import { sessionToken, testJwtKey } from "#app/testing/clerk-tokens.ts";
import { authenticate, maxCached, type RouteArgs } from "./authentication.server.ts";

const acme = "http://acme.app.localhost:3000";
const globex = "http://globex.app.localhost:3000";
// Clerk's Frontend API, which answers. The tests change our clock, so it tells no time of its own: a cached answer's is old.
const clerk = Bun.serve({
  port: 0,
  hostname: "127.0.0.1",
  fetch: () => new Response(null, { headers: { age: "1" } }),
});
afterAll(() => clerk.stop(true));
const env = {
  CLERK_PROXY_URL: `http://127.0.0.1:${clerk.port}`,
  BASE_URL: "http://app.localhost:3000",
  CLERK_SECRET_KEY: "sk_live_test",
  CLERK_PUBLISHABLE_KEY: `pk_live_${btoa("clerk.app.localhost:3100$")}`,
  CLERK_JWT_KEY: testJwtKey,
};
const token = sessionToken({ userId: "ann", origin: acme });

afterEach(() => {
  setSystemTime();
});

test("one request is authenticated once, and so are two equal ones until the token expires", async () => {
  const signedOut = visit({ token: "", uat: "" });
  expect(await authenticate(signedOut)).toBe(await authenticate(signedOut));
  const first = await authenticate(visit());
  expect(await authenticate(visit({ path: "/projects?q=1", referer: `${acme}/dashboard` }))).toBe(first);
  expect(first.auth.userId).toBe("ann");
});

test("a cached result expires with its token", async () => {
  await authenticate(visit());
  setSystemTime(Date.now() + 66_000);
  expect(await whoIs(visit())).toBe("stale");
});

test("a token cached for acme is refused on globex", async () => {
  expect(await whoIs(visit())).toBe("ann");
  expect(await whoIs(visit({ origin: globex }))).not.toBe("ann");
});

test("the claims of a cached token with a wrong or missing signature are refused", async () => {
  expect(await whoIs(visit())).toBe("ann");
  const [header, claims, signature = ""] = token.split(".");
  const forged = [signature.replace(/^./, (first) => (first === "A" ? "B" : "A")), "", "AAAA"];
  for (const other of forged) {
    expect(await whoIs(visit({ token: `${header}.${claims}.${other}` }))).not.toBe("ann");
  }
});

test("a sign-out or new sign-in after the token was issued makes the cached result unusable", async () => {
  expect(await whoIs(visit())).toBe("ann");
  expect(await whoIs(visit({ uat: "0" }))).not.toBe("ann");
  expect(await whoIs(visit({ uat: String(Math.floor(Date.now() / 1000) + 5) }))).toBe("stale");
});

test("a cached result is not used for a navigation from another site", async () => {
  expect(await whoIs(visit())).toBe("ann");
  expect(await whoIs(visit({ referer: "http://evil.example/" }))).toBe("stale");
});

test("other cookies get another result", async () => {
  expect(await whoIs(visit())).toBe("ann");
  expect(await whoIs(visit({ token: sessionToken({ userId: "ben", origin: acme }) }))).toBe("ben");
  expect(await whoIs(visit({ token: "" }))).toBe("stale");
});

test("a signed-out result is never cached", async () => {
  const signedOut = await authenticate(visit({ token: "", uat: "" }));
  expect(signedOut.auth.userId).toBeNull();
  expect(await authenticate(visit({ token: "", uat: "" }))).not.toBe(signedOut);
});

test("the cache is bounded", async () => {
  const first = await authenticate(visit());
  for (let count = 0; count < maxCached; count++) await authenticate(visit({ browser: `browser ${count}` }));
  expect(await authenticate(visit())).not.toBe(first);
});

test("a handshake is never cached", async () => {
  const returning = () => authenticate(visit({ path: "/dashboard?__clerk_handshake_nonce=" }));
  expect(await returning()).not.toBe(await returning());
});

test("applications with other keys share no results", async () => {
  const first = await authenticate(visit());
  expect(await authenticate(visit({ env: { ...env } }))).not.toBe(first);
});

test("the page gets the state that the SDK's own loader would give it", async () => {
  for (const args of [visit(), visit({ token: "", uat: "" })]) {
    const at = (path: string) => new URL(path, env.BASE_URL).href;
    const response = (await rootAuthLoader(args, () => ({}), {
      ...{ authorizedParties: [acme], signInUrl: at("/sign-in"), signUpUrl: at("/sign-up") },
      ...{ signInFallbackRedirectUrl: at("/workspaces"), signUpFallbackRedirectUrl: at("/onboarding") },
    })) as Response;
    const { __clerk_debug, ...theirs } = (await response.json()).clerkState.__internal_clerk_state;
    const { clerkState } = await authenticate(args);
    const ours = (clerkState as { __internal_clerk_state: object }).__internal_clerk_state;
    // An empty value says as much as none.
    expect(ours).toEqual(
      Object.fromEntries(Object.entries(theirs).filter(([name, value]) => value || name in ours)),
    );
  }
});

async function whoIs(args: RouteArgs): Promise<string> {
  const session = await readSession(args);
  return session.state === "signed-in" ? session.identity.userId : session.state;
}

type Choices = {
  origin?: string;
  path?: string;
  token?: string;
  uat?: string;
  referer?: string;
  browser?: string;
  env?: typeof env;
};

/** A document that a browser asks for with these cookies. */
function visit(choices: Choices = {}): RouteArgs {
  const { origin = acme, path = "/dashboard", uat = "1700000000", referer, browser = "any" } = choices;
  const slug = origin === acme ? "acme" : "globex";
  const cookie = `__session=${choices.token ?? token}; __client_uat=${uat}`;
  const headers = { host: new URL(origin).host, cookie, accept: "text/html", "user-agent": browser };
  const request = new Request(origin + path, {
    headers: { ...headers, "sec-fetch-dest": "document", ...(referer && { referer }) },
  });
  const context = { env: choices.env ?? env, host: { kind: "tenant", slug } } as unknown as RequestContext;
  return { request, context, params: {} };
}
