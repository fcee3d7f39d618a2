import { expect, test } from "bun:test";
import { eventually, mailsTo, startReceiver, startTestClerk } from "#scripts/local/clerk/testing.ts";

const { webhook } = startReceiver(() => new Response("<b>taken</b>"));
const clerk = await startTestClerk({ webhook });

async function page() {
  return (await fetch(`${clerk.frontendUrl}/outbox`)).text();
}

test("the page shows mails, webhooks and people, and escapes what users typed", async () => {
  const firstName = "<img src=x onerror=alert(1)>";
  const owner = await clerk.newUser("ada", { firstName });
  const { id } = await clerk.api.organizations.createOrganization({
    name: "<script>alert(1)</script>",
    slug: "evil",
    createdBy: owner.id,
  });
  const input = { organizationId: id, emailAddress: "guest@example.com", role: "org:member" };
  await clerk.api.organizations.createOrganizationInvitation(input);
  await clerk.browser().signIn("ada@example.com");
  await eventually(() => clerk.controls.deliveries().every(({ status }) => status === "delivered"));
  const shown = await page();
  for (const text of [
    "guest@example.com",
    "organizationInvitation.created",
    "/v1/tickets/accept?ticket=",
    "evil · owner",
    "/expiry",
    "/revocation",
  ]) {
    expect(shown).toContain(text);
  }
  for (const text of [firstName, "<script>alert(1)", "<b>taken"]) expect(shown).not.toContain(text);
});

test("the page loads nothing from other hosts, and answers 304 until something changes", async () => {
  const first = await fetch(`${clerk.frontendUrl}/outbox`);
  expect(first.headers.get("content-security-policy")).toContain("default-src 'none'");
  const headers = { "if-none-match": first.headers.get("etag") ?? "" };
  expect((await fetch(`${clerk.frontendUrl}/outbox`, { headers })).status).toBe(304);
  clerk.controls.set({ webhooks: { duplicate: 2 } });
  expect((await fetch(`${clerk.frontendUrl}/outbox`, { headers })).status).toBe(200);
  clerk.controls.reset();
  for (const name of ["outbox.css", "outbox.js", "pico.css", "idiomorph.js"]) {
    expect((await fetch(`${clerk.url}/outbox/${name}`)).status).toBe(200);
  }
  for (const name of ["api.ts", "..%2fkeys.ts", "none"]) {
    expect((await fetch(`${clerk.url}/outbox/${name}`)).status).toBe(404);
  }
});

test("every fault is listed at the top", async () => {
  expect(await page()).not.toContain('role="alert"');
  clerk.controls.set({
    backend: { down: true, rateLimited: true, slowMs: 7 },
    webhooks: { hold: true, drop: ["user.created"], delayMs: 1, reorderMs: 2, duplicate: 3, fail: 1 },
  });
  const shown = await page();
  for (const sentence of [
    "Backend API: down (503)",
    "Backend API: rate limited (429)",
    "Backend API: answer delay 7 ms",
    "Webhooks: held",
    "Webhooks: dropped user.created",
    "Webhooks: delivery delay 1 ms",
    "Webhooks: shuffle window 2 ms",
    "Webhooks: copies of each 3",
    "Webhooks: failures before success 1",
  ]) {
    expect(shown).toContain(`<li>${sentence}</li>`);
  }
  clerk.controls.reset();
});

test("mails as JSON: filtered by address, newest first", async () => {
  const browser = clerk.browser();
  const { body } = await browser.post("/v1/client/sign_ins", { identifier: "ada@example.com" });
  const path = `/v1/client/sign_ins/${body.response.id}/prepare_first_factor`;
  await browser.post(path, { strategy: "email_code" });
  await browser.post(path, { strategy: "email_code" });
  const mails = await mailsTo(clerk, "ADA@example.com");
  expect(mails.map((mail) => [mail.to, mail.kind])).toEqual([
    ["ada@example.com", "code"],
    ["ada@example.com", "code"],
  ]);
  expect(mails[0]?.code).toMatch(/^\d{6}$/);
  expect(mails[0]?.createdAt).toBeGreaterThanOrEqual(mails[1]?.createdAt ?? 0);
});

test("a page of another site cannot replay a delivery", async () => {
  const id = clerk.controls.deliveries()[0]?.id;
  const path = `${clerk.url}/controls/deliveries/${id}/attempts`;
  const foreign = await fetch(path, { method: "POST", headers: { origin: "https://evil.example" } });
  expect(foreign.status).toBe(403);
});
