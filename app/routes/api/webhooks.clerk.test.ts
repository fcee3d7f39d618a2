import { afterAll, beforeAll, beforeEach, expect, test } from "bun:test";
import pino from "pino";
import { Webhook } from "svix";
import type { RouteArgs } from "#app/clerk/authentication.server.ts";
import { listEntries } from "#db/jobs/inbox.ts";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import { LOCAL_WEBHOOK_SECRET } from "#scripts/local/clerk/keys.ts";
import { action } from "./webhooks.clerk.ts";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
beforeEach(async () => {
  await db.owner`delete from public.inbox`;
});
afterAll(() => db.close());

const text = JSON.stringify({ type: "user.updated", data: { id: "user_1", name: "\u{fffd}" } });

test("a signature is valid for its bytes alone, although many bodies decode to the same text", async () => {
  const bytes = Buffer.from(text);
  const at = bytes.indexOf(Buffer.from("\u{fffd}"));
  const withByte = (byte: number) =>
    Buffer.concat([bytes.subarray(0, at), Buffer.of(byte), bytes.subarray(at + 3)]);
  for (const other of [withByte(0xff), withByte(0xfe), Buffer.concat([Buffer.of(0xef, 0xbb, 0xbf), bytes])])
    expect((await send(other)).status).toBe(400);
  expect(await listEntries(db.owner, { limit: 5 })).toEqual([]);
  expect((await send(bytes)).status).toBe(202);
  expect(await listEntries(db.owner, { limit: 5 })).toMatchObject([{ body: text }]);
});

test("a timestamp with anything but digits is refused, so that it cannot take the place of the genuine delivery", async () => {
  const seconds = String(Math.floor(Date.now() / 1000));
  expect((await send(Buffer.from(text), `${seconds}abc`)).status).toBe(400);
  expect((await send(Buffer.from(text), seconds)).status).toBe(202);
  expect(await listEntries(db.owner, { limit: 5 })).toHaveLength(1);
});

test("while 200,000 deliveries or 256 MiB wait, one more is answered with 503, so that Clerk sends it again", async () => {
  for (const level of [
    { deliveries: 200_000, bytes: 0 },
    { deliveries: 0, bytes: 256 * 1024 * 1024 },
  ]) {
    await db.owner`update public.inbox_level set ${db.owner(level)}, counted_at = now()`;
    await expect(send(Buffer.from(text))).rejects.toMatchObject({
      data: { code: "overloaded" },
      init: { status: 503 },
    });
    expect(await listEntries(db.owner, { limit: 5 })).toEqual([]);
  }
  await db.owner`update public.inbox_level set deliveries = 199999, bytes = 0, counted_at = now()`;
  expect((await send(Buffer.from(text))).status).toBe(202);
});

/** Sends this body with the signature of `text`. */
async function send(body: Uint8Array<ArrayBuffer>, timestamp?: string): Promise<Response> {
  const at = new Date();
  const headers = {
    "svix-id": "msg_1",
    "svix-timestamp": timestamp ?? String(Math.floor(at.getTime() / 1000)),
    "svix-signature": new Webhook(LOCAL_WEBHOOK_SECRET).sign("msg_1", at, text),
  };
  const context = {
    host: { kind: "apex" },
    env: { CLERK_WEBHOOK_SIGNING_SECRET: [LOCAL_WEBHOOK_SECRET] },
    webPool: db.webPool,
    log: pino({ level: "silent" }),
  };
  const request = new Request("http://app.localhost:3000/api/webhooks/clerk", {
    method: "POST",
    headers,
    body,
  });
  return await action({ request, context, params: {} } as unknown as RouteArgs);
}
