import { expect, test } from "bun:test";
import { startTestClerk } from "#scripts/local/clerk/testing.ts";
import { ControlError, NO_FAULTS, parseChanges } from "./settings.ts";

const clerk = await startTestClerk();
const { controls, signedIn } = clerk;

function send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  const content = body === undefined ? {} : { body: JSON.stringify(body) };
  const type = { "content-type": "application/json" };
  return fetch(`${clerk.url}${path}`, { method, headers: { ...type, ...headers }, ...content });
}

test("a Backend API that is down answers 503, one that limits 429 with Retry-After, and both recover", async () => {
  const call = () => clerk.api.users.getCount().catch((error) => error);
  controls.set({ backend: { down: true } });
  expect((await call()).status).toBe(503);
  controls.set({ backend: { down: false, rateLimited: true } });
  expect(await call()).toMatchObject({ status: 429, retryAfter: 1 });
  controls.reset();
  expect(await call()).toBe(0);
});

test("a Backend API that is down for one organization works for the others", async () => {
  controls.set({ backend: { down: true, about: ["org_away"] } });
  const askFor = (organizationId: string) =>
    clerk.api.organizations.getOrganization({ organizationId }).catch((error) => error.status);
  expect(await askFor("org_away")).toBe(503);
  expect(await askFor("org_other")).toBe(404);
  expect(await clerk.api.users.getCount()).toBe(0);
  controls.reset();
});

test("a slow Backend API answers late, while the Frontend API stays quick", async () => {
  controls.set({ backend: { slowMs: 400 } });
  const at = Date.now();
  expect((await clerk.browser().get("/v1/client")).status).toBe(200);
  expect(Date.now() - at).toBeLessThan(400);
  expect(await clerk.api.users.getCount()).toBe(0);
  expect(Date.now() - at).toBeGreaterThanOrEqual(400);
  controls.reset();
});

test("expiring a user's sessions leaves those of others", async () => {
  const [ada, bob] = [await signedIn("ada"), await signedIn("bob")];
  const other = clerk.browser();
  await other.signIn("ada@example.com");
  const expired = controls.expireSessions(ada.user.id);
  expect(expired.map(({ status }) => status)).toEqual(["expired", "expired"]);
  for (const browser of [ada.browser, other]) expect((await browser.get("/v1/me")).status).toBe(401);
  expect((await bob.browser.get("/v1/me")).status).toBe(200);
  expect((await clerk.api.sessions.getSession(ada.session)).status).toBe("expired");
});

test("revoking one session leaves the user's other session", async () => {
  const { browser, session } = await signedIn("carol");
  const other = clerk.browser();
  await other.signIn("carol@example.com");
  controls.revokeSession(session);
  expect((await browser.post(`/v1/client/sessions/${session}/tokens`)).status).toBe(401);
  expect((await other.get("/v1/me")).status).toBe(200);
  expect((await clerk.api.sessions.getSession(session)).status).toBe("revoked");
});

test("the controls can be read, changed one by one and reset over HTTP", async () => {
  await send("PATCH", "/controls", { webhooks: { delayMs: 5 } });
  const changed = await send("PATCH", "/controls", { backend: { slowMs: 1 } });
  const { webhooks, backend } = NO_FAULTS;
  const expected = { webhooks: { ...webhooks, delayMs: 5 }, backend: { ...backend, slowMs: 1 } };
  expect([changed.status, await changed.json()]).toEqual([200, expected]);
  expect(await (await send("GET", "/controls")).json()).toEqual(expected);
  expect(await (await send("DELETE", "/controls")).json()).toEqual(NO_FAULTS);
});

test("sessions can be expired and revoked over HTTP", async () => {
  const { user, session } = await signedIn("dora");
  const revoked = await send("POST", `/controls/sessions/${session}/revocation`);
  expect(await revoked.json()).toEqual({ id: session, userId: user.id, status: "revoked" });
  const second = await signedIn("eve");
  const expired = await send("POST", `/controls/users/${second.user.id}/sessions/expiry`);
  expect(await expired.json()).toEqual([{ id: second.session, userId: second.user.id, status: "expired" }]);
  const third = await signedIn("fay");
  expect((await send("POST", `/controls/sessions/${third.session}/expiry`)).status).toBe(200);
});

for (const [what, input, message] of [
  ["an unknown group", { webhook: {} }, "There is no control webhook. There are: webhooks.delayMs,"],
  ["an unknown control", { webhooks: { delay: 5 } }, "There is no control webhooks.delay."],
  ["a negative delay", { webhooks: { delayMs: -1 } }, "webhooks.delayMs: "],
  ["an unknown event", { webhooks: { drop: ["user.creatd"] } }, "webhooks.drop: "],
  ["no delivery at all", { webhooks: { duplicate: 0 } }, "webhooks.duplicate: "],
  ["a word for a switch", { backend: { down: "yes" } }, "backend.down: "],
  ["a list", [], "The body: "],
] as const) {
  test(`${what} is refused with its name, and changes nothing`, async () => {
    expect(() => parseChanges(input)).toThrow(ControlError);
    expect(() => parseChanges(input)).toThrow(message);
    const refused = await send("PATCH", "/controls", input);
    expect([refused.status, (await refused.json()).error]).toEqual([400, expect.stringContaining(message)]);
    expect(controls.settings).toEqual(NO_FAULTS);
  });
}

test("an invalid value is refused in code as over HTTP", () => {
  expect(() => controls.set({ webhooks: { delayMs: -1 } })).toThrow(ControlError);
  expect(() => controls.replay("msg_none")).toThrow("msg_none");
  expect(controls.settings).toEqual(NO_FAULTS);
});

test("an unknown user, session or delivery is named in the error", async () => {
  for (const [path, name] of [
    ["/controls/users/user_none/sessions/expiry", "user_none"],
    ["/controls/sessions/sess_none/expiry", "sess_none"],
    ["/controls/sessions/sess_none/revocation", "sess_none"],
    ["/controls/deliveries/msg_none/attempts", "msg_none"],
    ["/controls/weather", "POST /controls/weather"],
  ] as const) {
    const answer = await send("POST", path);
    expect([answer.status, (await answer.json()).error]).toEqual([404, expect.stringContaining(name)]);
  }
  const broken = await fetch(`${clerk.url}/controls`, {
    method: "PATCH",
    body: "{",
    headers: { "content-type": "application/json" },
  });
  expect(broken.status).toBe(400);
});

test("pages of other sites, and the application's own, cannot change the controls", async () => {
  for (const origin of ["https://evil.example", "http://app.localhost:3999", "null"]) {
    const answer = await send("PATCH", "/controls", { backend: { down: true } }, { origin });
    expect(answer.status).toBe(403);
  }
  expect(controls.settings).toEqual(NO_FAULTS);
  expect((await send("PATCH", "/controls", {}, { origin: clerk.url })).status).toBe(200);
});
