import { expect, test } from "@playwright/test";
import { Webhook } from "svix";
import { asAdministrator } from "../people.ts";
import { call } from "../raw-client.ts";
import { stack, tenantUrl } from "../stack.ts";

// Requests that need no browser and no session: any Host, any webhook.

test("a Host that is not ours gets 421, whatever address it was sent to", async () => {
  const { port } = new URL(stack().baseUrl);
  for (const host of ["evil.example", "127.0.0.1", "app.localhost.evil.example", ""])
    expect((await call(`http://127.0.0.1:${port}/dashboard`, { headers: { host } })).status).toBe(421);
});

test("a genuine webhook is stored once, even if it is delivered twice", async () => {
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

test("webhooks are accepted on the apex only", async () => {
  const response = await sendWebhook("msg_x", "{}", { url: tenantUrl("acme", "/api/webhooks/clerk") });
  expect(response.status).toBe(404);
});

test("health and an unknown address reveal nothing of our internals", async () => {
  const health = await call(new URL("/api/health", stack().baseUrl).href);
  expect(health.status).toBe(200);
  const fields = JSON.parse(health.body);
  expect(Object.keys(fields).sort()).toEqual([
    "database",
    "sampled",
    "signIn",
    "status",
    "tenants",
    "unreadable",
    "version",
  ]);
  expect(fields).toMatchObject({ status: "ok", database: "reachable", signIn: "reachable" });
  expect((await call(new URL("/nothing/here", stack().baseUrl).href)).status).toBe(404);
});

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
