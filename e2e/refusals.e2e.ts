import { expect, test } from "@playwright/test";
import { Webhook } from "svix";
import { asAdministrator } from "./people.ts";
import { stack, tenantUrl } from "./stack.ts";

// What must be refused, over plain HTTP: hosts, webhooks, methods. Each a clear answer, and nothing written.

const internals = /tenant_|public\.|select |insert |postgres|node_modules|\.tsx?:\d|Error:/i;

for (const host of ["evil.example", "127.0.0.1", "app.localhost.evil.example", "acme.app.localhost.", ""]) {
  test(`a foreign host "${host}" is told so`, async () => {
    const response = await fetchAs(host, "/dashboard");
    expect(response.status).toBe(421);
    expect(await response.text()).not.toMatch(internals);
  });
}

for (const slug of ["a.b", "www", "api", "xn--80ak6aa", "-a"]) {
  test(`the impossible slug "${slug}" is a 404`, async () => {
    const response = await fetchAs(`${slug}.${apexHost()}`, "/dashboard");
    expect(response.status).toBe(404);
    expect(await response.text()).not.toMatch(internals);
  });
}

test("upper case in the host is the same host", async () => {
  const response = await fetchAs(`ACME.${apexHost().toUpperCase()}`, "/dashboard");
  expect(response.headers.get("location")).toContain("/sign-in?redirect_url=");
});

test("signed out, an existing and a missing workspace answer alike, whatever the path", async () => {
  for (const path of ["/dashboard", "/projects", "/projects/new", "/members", "/welcome"]) {
    const answers = await Promise.all(
      ["no-such-workspace", "another-one"].map((slug) =>
        fetch(tenantUrl(slug, path), { redirect: "manual", headers: html }),
      ),
    );
    for (const response of answers) {
      expect(response.status).toBe(302);
      expect(response.headers.get("location")).toMatch(
        /^http:\/\/app\.localhost:\d+\/sign-in\?redirect_url=/,
      );
    }
  }
});

test("a genuine webhook is stored once, however often it comes", async () => {
  const id = `msg_${crypto.randomUUID()}`;
  const body = JSON.stringify({ type: "user.updated", data: { id: "user_nobody" } });
  for (let time = 0; time < 2; time++) expect((await sendWebhook(id, body)).status).toBe(202);
  expect(await countStored(id)).toBe(1);
});

test("a webhook that is forged, stale, malformed or too large is refused, and not stored", async () => {
  const id = `msg_${crypto.randomUUID()}`;
  const body = JSON.stringify({ type: "organization.created", data: { id: "org_forged" } });
  const other = `whsec_${btoa("some other secret of length")}`;
  const hour = 3_600_000;
  expect((await sendWebhook(id, body, { secret: other })).status).toBe(400);
  expect((await sendWebhook(id, body, { at: new Date(Date.now() - hour) })).status).toBe(400);
  expect((await sendWebhook(id, body, { at: new Date(Date.now() + hour) })).status).toBe(400);
  expect((await sendWebhook(id, body, { signed: `${body} ` })).status).toBe(400);
  expect((await sendWebhook(id, "not json")).status).toBe(400);
  expect((await sendWebhook(id, `"${"x".repeat(1024 * 1024)}"`)).status).toBe(413);
  expect((await sendWebhook("x".repeat(300), body)).status).toBe(400);
  const { url } = stack().webhook;
  expect((await fetch(url, { method: "POST", body })).status).toBe(400);
  expect(
    (
      await fetch(url, {
        method: "POST",
        body,
        headers: { "svix-id": id, "svix-timestamp": "x", "svix-signature": "v1,x" },
      })
    ).status,
  ).toBe(400);
  expect((await fetch(url)).status).toBe(405);
  expect(await countStored(id)).toBe(0);
});

test("webhooks are received at the apex alone", async () => {
  const response = await sendWebhook("msg_x", "{}", { url: tenantUrl("acme", "/api/webhooks/clerk") });
  expect(response.status).toBe(404);
});

test("health says what a balancer needs, and nothing of the inside", async () => {
  const response = await fetch(new URL("/api/health", stack().baseUrl));
  expect(response.status).toBe(200);
  const health = await response.json();
  expect(Object.keys(health).sort()).toEqual(["database", "sampled", "status", "tenants", "version"]);
  expect(health).toMatchObject({ status: "ok", database: "reachable" });
});

test("an unknown address is a page that says so", async () => {
  const response = await fetch(new URL("/nothing/here", stack().baseUrl), { headers: html });
  expect(response.status).toBe(404);
  expect(await response.text()).not.toMatch(internals);
});

const html = { accept: "text/html" };

function apexHost(): string {
  return new URL(stack().baseUrl).host;
}

/** The connection goes to the server, whatever the Host header says. */
function fetchAs(host: string, path: string): Promise<Response> {
  const { port } = new URL(stack().baseUrl);
  return fetch(`http://127.0.0.1:${port}${path}`, { headers: { ...html, host }, redirect: "manual" });
}

type WebhookChoices = { secret?: string; at?: Date; signed?: string; url?: string };

function sendWebhook(id: string, body: string, choices: WebhookChoices = {}): Promise<Response> {
  const {
    secret = stack().webhook.secret,
    at = new Date(),
    signed = body,
    url = stack().webhook.url,
  } = choices;
  const headers = {
    "content-type": "application/json",
    "svix-id": id,
    "svix-timestamp": String(Math.floor(at.getTime() / 1000)),
    "svix-signature": new Webhook(secret).sign(id, at, signed),
  };
  return fetch(url, { method: "POST", headers, body });
}

async function countStored(id: string): Promise<number> {
  return await asAdministrator(async (sql) => {
    const [row] = await sql<
      { count: number }[]
    >`select count(*)::int as count from public.inbox where svix_id = ${id}`;
    return row?.count ?? 0;
  });
}
