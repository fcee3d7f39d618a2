import { expect, test } from "bun:test";
import { BASE_URL, claimsOf, startTestClerk, type TestBrowser } from "#scripts/local/clerk/testing.ts";

const clerk = await startTestClerk();
const TENANT = "http://acme.app.localhost:3999";

/** Authenticates a document request as the application's server does. */
async function authenticate(browser: TestBrowser, url: string, cookies: string[]) {
  const cookie = cookies.map((name) => `${name}=${browser.cookies.get(name)}`).join("; ");
  const headers = { cookie, accept: "text/html", "sec-fetch-dest": "document" };
  return clerk.api.authenticateRequest(new Request(url, { headers }), {
    authorizedParties: [new URL(url).origin],
  });
}

const shared = (browser: TestBrowser) => [...browser.cookies.keys()].filter((name) => /uat|nonce/.test(name));

test("a new subdomain learns who is signed in, and its nonce can be read again", async () => {
  const { browser, user } = await clerk.signedIn("visitor");
  const first = await authenticate(browser, `${TENANT}/dashboard`, shared(browser));
  const handshake = new URL(first.headers.get("location") ?? "");
  expect([handshake.origin, handshake.pathname]).toEqual([clerk.frontendUrl, "/v1/client/handshake"]);
  const back = await browser.get(handshake.pathname + handshake.search);
  expect([back.status, back.headers.get("location")]).toEqual([307, `${TENANT}/dashboard`]);
  for (let loader = 0; loader < 3; loader++) {
    const second = await authenticate(browser, `${TENANT}/dashboard`, shared(browser));
    expect(second.toAuth()).toMatchObject({ userId: user.id });
    const set = second.headers.getSetCookie().map((line) => line.split("=")[0]);
    expect(set).toContain("__session");
    expect(second.headers.get("set-cookie")).toContain("__clerk_handshake_nonce=;");
  }
});

test("the handshake can choose the organization that the subdomain belongs to", async () => {
  const { browser, user } = await clerk.signedIn("chooser");
  const acme = await clerk.api.organizations.createOrganization({
    name: "A",
    slug: "acme",
    createdBy: user.id,
  });
  const query = new URLSearchParams({ redirect_url: TENANT, organization_id: "acme" });
  await browser.get(`/v1/client/handshake?${query}`);
  const nonce = browser.cookies.get("__clerk_handshake_nonce") ?? "";
  const { directives } = await clerk.api.clients.getHandshakePayload({ nonce });
  const token = directives.find((line) => line.startsWith("__session="))?.slice("__session=".length) ?? "";
  const claims = claimsOf(token);
  expect([claims.o.id, claims.azp]).toEqual([acme.id, TENANT]);
});

test("the handshake of a signed-out browser resets its session", async () => {
  const { browser } = await clerk.signedIn("gone");
  await browser.post("/v1/client/sessions", {}, "DELETE");
  await browser.get(`/v1/client/handshake?${new URLSearchParams({ redirect_url: TENANT })}`);
  const state = await authenticate(browser, TENANT, shared(browser));
  expect(state.status).toBe("signed-out");
});

test("an unknown nonce returns nothing", async () => {
  const payload = clerk.api.clients.getHandshakePayload({ nonce: "guessed" });
  expect(await payload.catch((error) => error.status)).toBe(404);
});

for (const target of [
  "https://evil.example/",
  "http://evil.localhost:3999/",
  "http://app.localhost.evil.example/",
  "http://xapp.localhost:3999/",
  "//evil.example",
  "javascript:alert(1)",
  "http://app.localhost:3999@evil.example/",
  "",
]) {
  test(`the handshake does not redirect to ${target || "nowhere"}`, async () => {
    const query = new URLSearchParams({ redirect_url: target });
    const response = await clerk.browser().get(`/v1/client/handshake?${query}`);
    expect([response.status, response.headers.get("location")]).toEqual([400, null]);
  });
}

test("the apex is a valid target too", async () => {
  const query = new URLSearchParams({ redirect_url: `${BASE_URL}/workspaces` });
  expect((await clerk.browser().get(`/v1/client/handshake?${query}`)).status).toBe(307);
});
