import { timingSafeEqual } from "node:crypto";
import { Webhook, WebhookVerificationError } from "svix";
import type { Delivery } from "#db/jobs/delivery.ts";

/**
 * Checks a delivery as it comes in, over the raw body: one of the secrets made one of its signatures, and its time is
 * within five minutes of ours.
 */
export function isAuthentic(delivery: Delivery, secrets: readonly string[]): boolean {
  const headers = {
    "svix-id": delivery.svixId,
    "svix-timestamp": delivery.svixTimestamp,
    "svix-signature": delivery.svixSignature,
  };
  return secrets.some((secret) => {
    try {
      new Webhook(secret).verify(delivery.body, headers);
      return true;
    } catch (error) {
      if (error instanceof WebhookVerificationError || error instanceof SyntaxError) return false;
      throw error;
    }
  });
}

/** Checks a delivery that was stored, however long ago: the worker believes no row. */
export function wasAuthentic(delivery: Delivery, secrets: readonly string[]): boolean {
  const sentAt = new Date(Number(delivery.svixTimestamp) * 1000);
  if (Number.isNaN(sentAt.getTime())) return false;
  const given = delivery.svixSignature.split(" ");
  return secrets.some((secret) => {
    const expected = new Webhook(secret).sign(delivery.svixId, sentAt, delivery.body);
    return given.some((signature) => isSame(signature, expected));
  });
}

function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
