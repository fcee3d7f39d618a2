import { timingSafeEqual } from "node:crypto";
import { Webhook, WebhookVerificationError } from "svix";
import type { Delivery } from "#db/jobs/delivery.ts";

export type Fields = Record<string, unknown>;

/**
 * Verifies an incoming delivery over its raw body: one of the secrets made one of its signatures, and its time is within
 * five minutes of ours.
 * @returns the event; undefined for a delivery that is not authentic, or whose body is not a JSON object.
 */
export function verifyDelivery(delivery: Delivery, secrets: readonly string[]): Fields | undefined {
  const headers = {
    "svix-id": delivery.svixId,
    "svix-timestamp": delivery.svixTimestamp,
    "svix-signature": delivery.svixSignature,
  };
  for (const secret of secrets) {
    try {
      new Webhook(secret).verify(delivery.body, headers);
      const event: unknown = JSON.parse(delivery.body);
      return isFields(event) ? event : undefined;
    } catch (error) {
      if (!(error instanceof WebhookVerificationError || error instanceof SyntaxError)) throw error;
    }
  }
  return undefined;
}

/**
 * The queue of an event: an organization's events are applied one after the other, and so are a person's. Undefined for
 * an event about neither, which waits for no other.
 */
export function queueOf({ type, data }: Fields): string | undefined {
  const [noun = ""] = String(type).split(".");
  const id = isFields(data) ? queueIds.get(noun)?.(data) : undefined;
  return typeof id === "string" && /^\w{1,128}$/.test(id) ? id : undefined;
}

/** Verifies a stored delivery, however old: the worker trusts no row. */
export function isAuthentic(delivery: Delivery, secrets: readonly string[]): boolean {
  const sentAt = new Date(Number(delivery.svixTimestamp) * 1000);
  if (Number.isNaN(sentAt.getTime())) return false;
  const given = delivery.svixSignature.split(" ");
  return secrets.some((secret) => {
    const expected = new Webhook(secret).sign(delivery.svixId, sentAt, delivery.body);
    return given.some((signature) => isSame(signature, expected));
  });
}

const queueIds = new Map<string, (data: Fields) => unknown>([
  ["user", ({ id }) => id],
  ["organization", ({ id }) => id],
  ["organizationMembership", ({ organization }) => isFields(organization) && organization.id],
  ["organizationInvitation", ({ organization_id }) => organization_id],
]);

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null;
}

function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
