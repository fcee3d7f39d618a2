import { expect, test } from "bun:test";
import { backendRouter } from "#scripts/local/clerk/backend/routes.ts";
import { frontendRouter } from "#scripts/local/clerk/frontend/routes.ts";
import { LOCAL_SECRET_KEY } from "#scripts/local/clerk/keys.ts";
import { PASSWORD, startTestClerk, type TestBrowser } from "#scripts/local/clerk/testing.ts";
import { EVENT_TYPES } from "#scripts/local/clerk/webhooks/event-types.ts";
import { DEVIATIONS } from "./deviations.ts";

// Calls every route at least once, so that every response is checked against Clerk's descriptions.

const clerk = await startTestClerk();

async function backend(method: string, path: string, body?: object) {
  const content = body ? { body: JSON.stringify(body) } : {};
  const headers = { authorization: `Bearer ${LOCAL_SECRET_KEY}`, "content-type": "application/json" };
  const response = await fetch(`${clerk.url}/v1${path}`, { method, headers, ...content });
  expect([method, path, response.status]).toEqual([method, path, 200]);
  return response.json();
}

/** Calls like clerk-js and expects success. */
function frontend(browser: TestBrowser) {
  return async (method: string, path: string, fields: Record<string, string> | FormData = {}) => {
    const answer = await (method === "GET" ? browser.get(path) : browser.post(path, fields, method));
    expect([method, path, answer.status]).toEqual([method, path, 200]);
    return answer.body?.response ?? answer.body;
  };
}

async function newUser(name: string, more: object = {}) {
  return backend("POST", "/users", { email_address: [`${name}@example.com`], password: PASSWORD, ...more });
}

async function signedIn(name: string) {
  const someone = await clerk.signedIn(name);
  return { ...someone, call: frontend(someone.browser) };
}

function picture() {
  const form = new FormData();
  form.append("file", new File(["pixels"], "picture.png", { type: "image/png" }));
  return form;
}

test("the Backend API: users", async () => {
  const { id } = await newUser("ada", { external_id: "a-1", public_metadata: { a: 1 } });
  await backend("GET", "/users");
  await backend("GET", "/users/count");
  await backend("GET", `/users/${id}`);
  await backend("PATCH", `/users/${id}`, { last_name: "Lovelace" });
  await backend("PATCH", `/users/${id}/metadata`, { public_metadata: { b: 2 } });
  await backend("POST", `/users/${id}/verify_password`, { password: PASSWORD });
  const { id: token } = await backend("POST", "/sign_in_tokens", { user_id: id });
  await backend("POST", `/sign_in_tokens/${token}/revoke`);
  const { id: session } = await backend("POST", "/sessions", { user_id: id });
  await backend("GET", `/sessions?user_id=${id}`);
  await backend("GET", `/sessions/${session}`);
  await backend("POST", `/sessions/${session}/tokens`);
  await backend("POST", `/sessions/${session}/revoke`);
  await clerk.api.sessions.getSessionList({ userId: id });
  await backend("POST", "/testing_tokens");
  await backend("GET", "/jwks");
  await backend("GET", "/instance");
  await backend("DELETE", `/users/${id}`);
});

test("the Backend API: organizations", async () => {
  const [owner, other] = [await newUser("owner"), await newUser("other")];
  const { id } = await backend("POST", "/organizations", {
    name: "Acme",
    slug: "acme",
    created_by: owner.id,
  });
  const path = `/organizations/${id}`;
  const member = `${path}/memberships/${other.id}`;
  await backend("POST", "/organizations", { name: "Nobody's" });
  await backend("GET", "/organizations");
  await backend("GET", path);
  await backend("PATCH", path, { name: "Acme Inc" });
  await backend("PATCH", `${path}/metadata`, { private_metadata: { plan: "free" } });
  await backend("POST", `${path}/memberships`, { user_id: other.id, role: "org:member" });
  await backend("GET", `${path}/memberships`);
  await backend("GET", "/organization_memberships");
  await backend("GET", "/organization_roles");
  await backend("PATCH", member, { role: "org:admin" });
  await backend("PATCH", `${member}/metadata`, { public_metadata: { seat: 1 } });
  await backend("GET", `/users/${other.id}/organization_memberships`);
  await backend("DELETE", member);
  const last = { organizationId: id, userId: owner.id, role: "org:viewer" };
  for (const change of ["updateOrganizationMembership", "deleteOrganizationMembership"] as const) {
    const refused = clerk.api.organizations[change](last);
    expect(await refused.catch((error) => error.status)).toBe(400);
  }
  const guest = { email_address: "other@example.com", role: "org:viewer", inviter_user_id: owner.id };
  const invitation = await backend("POST", `${path}/invitations`, guest);
  await backend("POST", `${path}/invitations/bulk`, [{ email_address: "x@example.com", role: "org:member" }]);
  await backend("GET", `${path}/invitations`);
  await backend("GET", `${path}/invitations/${invitation.id}`);
  await backend("GET", `/users/${other.id}/organization_invitations`);
  await backend("POST", `${path}/invitations/${invitation.id}/revoke`);
  await backend("DELETE", path);
});

test("clerk-js: signing up and in", async () => {
  const browser = clerk.browser();
  const call = frontend(browser);
  for (const method of ["GET", "PATCH"]) await call(method, "/v1/environment");
  for (const path of ["/v1/health", "/.well-known/jwks.json", "/v1/client"]) await call("GET", path);
  for (const method of ["PUT", "POST"]) await call(method, "/v1/client");
  const { id: signUp } = await call("POST", "/v1/client/sign_ups", { email_address: "new@example.com" });
  const up = `/v1/client/sign_ups/${signUp}`;
  await call("PATCH", up, { password: PASSWORD, unsafe_metadata: "{}" });
  await call("POST", `${up}/prepare_verification`, { strategy: "email_code" });
  await call("GET", up);
  const code = await clerk.codeFor("new@example.com");
  await call("POST", `${up}/attempt_verification`, { strategy: "email_code", code });
  await call("GET", "/v1/client");
  await call("DELETE", "/v1/client");
  const { id: signIn } = await call("POST", "/v1/client/sign_ins", { identifier: "new@example.com" });
  const path = `/v1/client/sign_ins/${signIn}`;
  const strategy = "reset_password_email_code";
  await call("POST", `${path}/prepare_first_factor`, { strategy });
  await call("GET", path);
  const reset = await clerk.codeFor("new@example.com");
  await call("POST", `${path}/attempt_first_factor`, { strategy, code: reset });
  await call("POST", `${path}/reset_password`, { password: PASSWORD });
  await call("DELETE", "/v1/client/sessions");
});

test("clerk-js: the user's account", async () => {
  const { browser, call, session } = await signedIn("me");
  await call("GET", "/v1/me");
  await call("PATCH", "/v1/me", { last_name: "Myself" });
  await call("POST", "/v1/me/change_password", { current_password: PASSWORD, new_password: `${PASSWORD}!` });
  await call("POST", "/v1/me/profile_image", picture());
  await call("DELETE", "/v1/me/profile_image");
  const email = await call("POST", "/v1/me/email_addresses", { email_address: "second@example.com" });
  const path = `/v1/me/email_addresses/${email.id}`;
  await call("POST", `${path}/prepare_verification`, { strategy: "email_code" });
  await call("POST", `${path}/attempt_verification`, { code: await clerk.codeFor("second@example.com") });
  await call("DELETE", path);
  const own = `/v1/client/sessions/${session}`;
  await call("GET", own);
  await call("POST", `${own}/touch`);
  await call("POST", `${own}/tokens`);
  await call("GET", "/v1/me/sessions/active");
  const other = clerk.browser();
  const second = (await other.signIn("me@example.com", `${PASSWORD}!`)).body.response.created_session_id;
  await call("POST", `/v1/me/sessions/${second}/revoke`);
  await call("POST", `${own}/end`);
  expect((await browser.get("/v1/me")).status).toBe(401);
  const third = (await browser.signIn("me@example.com", `${PASSWORD}!`)).body.response.created_session_id;
  await call("POST", `/v1/client/sessions/${third}/remove`);
  await browser.signIn("me@example.com", `${PASSWORD}!`);
  await call("DELETE", "/v1/me");
});

test("clerk-js: organizations", async () => {
  const [owner, guest, member] = [await signedIn("boss"), await signedIn("guest"), await signedIn("member")];
  const { call } = owner;
  const { id } = await call("POST", "/v1/organizations", { name: "Beta" });
  const path = `/v1/organizations/${id}`;
  await call("GET", path);
  await call("PATCH", path, { name: "Beta Inc" });
  await call("PUT", `${path}/logo`, picture());
  await call("DELETE", `${path}/logo`);
  for (const list of ["roles", "memberships", "invitations", "membership_requests", "domains"]) {
    await call("GET", `${path}/${list}`);
  }
  const invited = { email_address: "guest@example.com", role: "org:member" };
  const { id: invitation } = await call("POST", `${path}/invitations`, invited);
  await call("POST", `${path}/invitations/bulk`, { email_address: "one@example.com", role: "org:viewer" });
  await call("GET", `${path}/invitations`);
  await guest.call("GET", "/v1/me/organization_invitations");
  await guest.call("GET", "/v1/me/organization_suggestions");
  await guest.call("POST", `/v1/me/organization_invitations/${invitation}/accept`);
  await guest.call("GET", "/v1/me/organization_memberships");
  await guest.call("DELETE", `/v1/me/organization_memberships/${id}`);
  const again = await call("POST", `${path}/invitations`, { ...invited, email_address: "who@example.com" });
  await call("POST", `${path}/invitations/${again.id}/revoke`);
  await backend("POST", `/organizations/${id}/memberships`, { user_id: member.user.id, role: "org:viewer" });
  await call("PATCH", `${path}/memberships/${member.user.id}`, { role: "org:member" });
  await call("GET", `${path}/memberships`);
  await call("DELETE", `${path}/memberships/${member.user.id}`);
  const added = { user_id: guest.user.id, role: "org:member" };
  expect((await owner.browser.post(`${path}/memberships`, added)).status).toBe(403);
  await call("DELETE", path);
});

test("redirects between the application and the Frontend API", async () => {
  const { user, browser } = await signedIn("traveller");
  const target = new URLSearchParams({ redirect_url: "http://app.localhost:3999/" });
  expect((await browser.get(`/v1/client/handshake?${target}`)).status).toBe(307);
  const nonce = browser.cookies.get("__clerk_handshake_nonce") ?? "";
  await clerk.api.clients.getHandshakePayload({ nonce });
  const { token } = await backend("POST", "/sign_in_tokens", { user_id: user.id });
  const accepted = await clerk.browser().get(`/v1/tickets/accept?ticket=${token}`);
  expect(accepted.status).toBe(303);
});

test("errors match their descriptions too", async () => {
  const call = () => clerk.api.users.getCount().catch((error) => error.status);
  clerk.controls.set({ backend: { down: true } });
  expect(await call()).toBe(503);
  clerk.controls.reset();
  expect((await fetch(`${clerk.url}/v1/users`)).status).toBe(401);
  expect((await clerk.browser().get("/v1/totp")).status).toBe(501);
  expect((await clerk.browser().get("/v1/me")).status).toBe(401);
  const link = `${clerk.frontendUrl}/v1/tickets/accept?ticket=none`;
  for (const accept of ["*/*", "text/html"]) {
    expect((await fetch(link, { headers: { accept } })).status).toBe(400);
  }
});

// Must be last: it checks what the others did.
test("every route was called, every event sent, and every known deviation occurred", () => {
  const everything = [
    ...backendRouter.names().map((name) => `backend ${name}`),
    ...frontendRouter.names().map((name) => `frontend ${name}`),
    ...EVENT_TYPES.map((type) => `webhook ${type}`),
  ];
  expect(everything.filter((each) => !clerk.recorder.seen.has(each))).toEqual([]);
  const gone = DEVIATIONS.filter((deviation) => !clerk.recorder.occurred.has(deviation));
  expect(gone.map(({ pattern }) => String(pattern))).toEqual([]);
});
