import { expect, test } from "bun:test";
import { eventually, mailsTo, PASSWORD, startReceiver, startTestClerk } from "../testing.ts";
import { highlighted } from "./highlighted.ts";

const { webhook } = startReceiver(() => new Response("<b>taken</b>"));
const clerk = await startTestClerk({ webhook });

async function page() {
  return (await fetch(`${clerk.frontendUrl}/outbox`)).text();
}

test("mails, webhooks and people are shown, and what people typed is escaped", async () => {
  const firstName = "<img src=x onerror=alert(1)>";
  const ada = { emailAddress: ["ada@example.com"], password: PASSWORD, firstName };
  const owner = await clerk.api.users.createUser(ada);
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

test("the page loads nothing from elsewhere, and is sent again only when something changed", async () => {
  const first = await fetch(`${clerk.frontendUrl}/outbox`);
  expect(first.headers.get("content-security-policy")).toContain("default-src 'none'");
  const headers = { "if-none-match": first.headers.get("etag") ?? "" };
  expect((await fetch(`${clerk.frontendUrl}/outbox`, { headers })).status).toBe(304);
  clerk.controls.set({ webhooks: { duplicate: 2 } });
  expect((await fetch(`${clerk.frontendUrl}/outbox`, { headers })).status).toBe(200);
  clerk.controls.reset();
  for (const name of ["outbox.css", "cards.css", "outbox.js"]) {
    expect((await fetch(`${clerk.url}/outbox/${name}`)).status).toBe(200);
  }
  for (const name of ["api.ts", "..%2fkeys.ts", "none"]) {
    expect((await fetch(`${clerk.url}/outbox/${name}`)).status).toBe(404);
  }
});

test("what is made to fail is said at the top, each fault by its own sentence", async () => {
  expect(await page()).not.toContain('role="alert"');
  clerk.controls.set({
    backend: { down: true, rateLimited: true, slowMs: 7 },
    webhooks: { hold: true, drop: ["user.created"], delayMs: 1, reorderMs: 2, duplicate: 3, fail: 1 },
  });
  const shown = await page();
  for (const sentence of [
    "The Backend API is down.",
    "The Backend API rate-limits every call.",
    "The Backend API responds after 7 ms.",
    "Webhooks are held.",
    "Webhooks are dropped: user.created.",
    "Webhooks are delayed by 1 ms.",
    "Webhooks are shuffled within 2 ms.",
    "Each webhook is delivered 3 times.",
    "Each webhook fails once first.",
  ]) {
    expect(shown).toContain(`<li>${sentence}</li>`);
  }
  clerk.controls.reset();
});

test("the JSON of mails goes to one address, newest first", async () => {
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

test("another site's page cannot have things delivered again", async () => {
  const id = clerk.controls.deliveries()[0]?.id;
  const path = `${clerk.url}/controls/deliveries/${id}/attempts`;
  const foreign = await fetch(path, { method: "POST", headers: { origin: "https://evil.example" } });
  expect(foreign.status).toBe(403);
});

test("payloads keep every character, however they are coloured", () => {
  const value = { text: 'a "quote", <b>, \\ and : 12 true', number: -1.5, list: [true, null], empty: {} };
  const { text } = highlighted(value);
  expect(text).not.toContain("<b>");
  const plain = text.replaceAll(/<\/?span[^>]*>/g, "");
  expect(plain).toBe(Bun.escapeHTML(JSON.stringify(value, null, 2)));
  expect(text).toContain('<span class="value">-1.5</span>');
  expect(text).toContain("12 true&quot;</span>");
});
