import { Webhook } from "svix";
import type { Delivery } from "#db/jobs/delivery.ts";
import { LOCAL_WEBHOOK_SECRET } from "#scripts/local/clerk/keys.ts";

/** A delivery of this event, signed like Clerk's. */
export function signed(event: unknown, at = new Date()): Delivery {
  const body = JSON.stringify(event) ?? "";
  const svixId = `msg_${Bun.randomUUIDv7()}`;
  const svixSignature = new Webhook(LOCAL_WEBHOOK_SECRET).sign(svixId, at, body);
  return { svixId, svixTimestamp: String(Math.floor(at.getTime() / 1000)), svixSignature, body };
}

/** The types and data of the deliveries' events, in order. */
export function typesOf(deliveries: readonly Delivery[]): string[] {
  return deliveries.map(({ body }) => (JSON.parse(body) as { type: string }).type);
}

/** The same event with other data, signed again. */
export function changed(delivery: Delivery, change: (data: Record<string, unknown>) => unknown): Delivery {
  const event = JSON.parse(delivery.body) as { data: Record<string, unknown> };
  return signed({ ...event, data: change(event.data) });
}
