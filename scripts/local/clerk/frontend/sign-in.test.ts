import { expect, test } from "bun:test";
import { claimsOf, PASSWORD, startTestClerk, type TestBrowser } from "#scripts/local/clerk/testing.ts";

const clerk = await startTestClerk();

async function startSignUp(browser: TestBrowser, address: string) {
  const fields = { email_address: address, password: PASSWORD, first_name: "Ada", last_name: "Lovelace" };
  const { body } = await browser.post("/v1/client/sign_ups", fields);
  await browser.post(`/v1/client/sign_ups/${body.response.id}/prepare_verification`, {
    strategy: "email_code",
  });
  return (code: string) =>
    browser.post(`/v1/client/sign_ups/${body.response.id}/attempt_verification`, {
      strategy: "email_code",
      code,
    });
}

function uat(browser: TestBrowser) {
  return browser.cookies.get("__client_uat");
}

test("signing up takes the code from the mail and signs in", async () => {
  const browser = clerk.browser();
  const attempt = await startSignUp(browser, "ada@example.com");
  const wrong = await attempt("000000x");
  expect([wrong.status, wrong.body.errors[0].code]).toEqual([422, "form_code_incorrect"]);
  const { body } = await attempt(await clerk.codeFor("ada@example.com"));
  expect(body.response.status).toBe("complete");
  expect(body.client.sessions[0].user.first_name).toBe("Ada");
  expect(uat(browser)).not.toBe("0");
  const claims = claimsOf(body.client.sessions[0].last_active_token.jwt);
  expect(claims).toMatchObject({ v: 2, sts: "active", azp: browser.origin, exp: claims.iat + 60 });
});

test("an address with +clerk_test accepts the fixed code, others do not", async () => {
  const attempt = await startSignUp(clerk.browser(), "bot+clerk_test@example.com");
  expect((await attempt("424242")).body.response.status).toBe("complete");
  const other = await startSignUp(clerk.browser(), "person@example.com");
  if ((await clerk.codeFor("person@example.com")) !== "424242")
    expect((await other("424242")).status).toBe(422);
});

test("a code is refused after five wrong ones, even the right one", async () => {
  const attempt = await startSignUp(clerk.browser(), "guess@example.com");
  for (let i = 0; i < 5; i++) expect((await attempt("wrong")).status).toBe(422);
  const right = await attempt(await clerk.codeFor("guess@example.com"));
  expect([right.status, right.body.errors[0].code]).toEqual([400, "verification_failed"]);
});

test("a taken address and a short password are refused at sign-up", async () => {
  await clerk.newUser("taken");
  const taken = { email_address: "taken@example.com", password: PASSWORD };
  const first = await clerk.browser().post("/v1/client/sign_ups", taken);
  expect([first.status, first.body.errors[0].code]).toEqual([422, "form_identifier_exists"]);
  const short = { email_address: "new@example.com", password: "short" };
  const second = await clerk.browser().post("/v1/client/sign_ups", short);
  expect(second.body.errors[0].code).toBe("form_password_length_too_short");
});

test("signing in takes the right password", async () => {
  await clerk.newUser("grace");
  const browser = clerk.browser();
  const wrong = await browser.signIn("grace@example.com", "not the password");
  expect([wrong.status, wrong.body.errors[0].code]).toEqual([422, "form_password_incorrect"]);
  const unknown = await browser.signIn("nobody@example.com");
  expect(unknown.body.errors[0].code).toBe("form_identifier_not_found");
  const { body } = await browser.signIn("Grace@example.com");
  expect(body.response.status).toBe("complete");
  const twice = await browser.signIn("grace@example.com");
  expect([twice.status, twice.body.errors[0].code]).toEqual([400, "session_exists"]);
});

test("signing in with a code works", async () => {
  await clerk.newUser("code");
  const browser = clerk.browser();
  const started = await browser.post("/v1/client/sign_ins", { identifier: "code@example.com" });
  const factors = started.body.response.supported_first_factors.map(
    (factor: { strategy: string }) => factor.strategy,
  );
  expect(factors).toEqual(["password", "email_code", "reset_password_email_code"]);
  const path = `/v1/client/sign_ins/${started.body.response.id}`;
  await browser.post(`${path}/prepare_first_factor`, { strategy: "email_code" });
  const code = await clerk.codeFor("code@example.com");
  const done = await browser.post(`${path}/attempt_first_factor`, { strategy: "email_code", code });
  expect(done.body.response.status).toBe("complete");
});

test("a forgotten password is replaced after a code", async () => {
  await clerk.newUser("forgot");
  const browser = clerk.browser();
  const strategy = "reset_password_email_code";
  const started = await browser.post("/v1/client/sign_ins", { identifier: "forgot@example.com" });
  const path = `/v1/client/sign_ins/${started.body.response.id}`;
  const early = await browser.post(`${path}/reset_password`, { password: "another password" });
  expect(early.status).toBe(400);
  await browser.post(`${path}/prepare_first_factor`, { strategy });
  await browser.post(`${path}/attempt_first_factor`, {
    strategy,
    code: await clerk.codeFor("forgot@example.com"),
  });
  await browser.post(`${path}/reset_password`, { password: "another password" });
  expect((await clerk.browser().signIn("forgot@example.com")).status).toBe(422);
  expect((await clerk.browser().signIn("forgot@example.com", "another password")).status).toBe(200);
});

test("a ticket signs in once", async () => {
  const user = await clerk.newUser("ticket");
  const { token } = await clerk.api.signInTokens.createSignInToken({ userId: user.id, expiresInSeconds: 60 });
  const fields = { strategy: "ticket", ticket: token };
  const first = await clerk.browser().post("/v1/client/sign_ins", fields);
  expect(first.body.client.sessions[0].user.id).toBe(user.id);
  expect((await clerk.browser().post("/v1/client/sign_ins", fields)).status).toBe(400);
});

test("signing out ends the session and resets the cookies", async () => {
  await clerk.newUser("leaver");
  const browser = clerk.browser();
  const { body } = await browser.signIn("leaver@example.com");
  const session = body.response.created_session_id;
  await browser.post("/v1/client/sessions", {}, "DELETE");
  expect(uat(browser)).toBe("0");
  expect((await browser.get("/v1/client")).body.response.sessions).toEqual([]);
  expect((await browser.post(`/v1/client/sessions/${session}/tokens`)).status).toBe(401);
});

test("an unknown client is signed out", async () => {
  const browser = clerk.browser();
  browser.cookies.set("__client", "from-a-state-that-is-gone");
  browser.cookies.set("__client_uat", "1790000000");
  await browser.get("/v1/client");
  expect(uat(browser)).toBe("0");
  expect(browser.cookies.has("__client")).toBe(false);
});

test("one browser cannot touch the sign-in or session of another", async () => {
  await clerk.newUser("mine");
  const mine = clerk.browser();
  const { body } = await mine.signIn("mine@example.com");
  const other = clerk.browser();
  const id = body.response.created_session_id;
  expect((await other.post(`/v1/client/sessions/${id}/tokens`)).status).toBe(404);
  expect((await other.get(`/v1/client/sign_ins/${body.response.id}`)).status).toBe(404);
  expect((await other.get("/v1/me")).status).toBe(401);
});

test("a page of another site is refused and gets no CORS headers", async () => {
  const browser = clerk.browser();
  browser.origin = "http://evil.localhost:3999";
  const { status, headers, body } = await browser.get("/v1/client");
  expect([status, body.errors[0].code]).toEqual([400, "origin_invalid"]);
  expect(headers.get("access-control-allow-origin")).toBeNull();
});
