import { createHmac, timingSafeEqual } from "node:crypto";
import type { Delivery } from "#db/jobs/delivery.ts";

export type Fields = Record<string, unknown>;

/** How far the time of an incoming delivery may be from ours, in seconds. */
const tolerance = 300;

/**
 * Verifies an incoming delivery: what the worker will verify again, and that its time is within five minutes of ours.
 * @returns the event; undefined for a delivery that is not authentic, or whose body is not a JSON object.
 */
export function verifyDelivery(delivery: Delivery, secrets: readonly string[]): Fields | undefined {
  const age = Math.abs(Date.now() / 1000 - Number(delivery.svixTimestamp));
  if (age > tolerance || !isAuthentic(delivery, secrets)) return undefined;
  return parseFields(delivery.body);
}

/**
 * Whether one of the secrets made one of the delivery's signatures, however old it is. Web process and worker both use it:
 * if they read a header differently, the worker would ignore a delivery that was answered with 202.
 */
export function isAuthentic(delivery: Delivery, secrets: readonly string[]): boolean {
  const { svixId, svixTimestamp, svixSignature, body } = delivery;
  if (!/^\d{1,12}$/.test(svixTimestamp)) return false;
  const given = svixSignature.split(" ");
  return secrets.some((secret) => {
    const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
    const digest = createHmac("sha256", key).update(`${svixId}.${svixTimestamp}.${body}`).digest("base64");
    return given.some((signature) => isSame(signature, `v1,${digest}`));
  });
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

const queueIds = new Map<string, (data: Fields) => unknown>([
  ["user", ({ id }) => id],
  ["organization", ({ id }) => id],
  ["organizationMembership", ({ organization }) => isFields(organization) && organization.id],
  ["organizationInvitation", ({ organization_id }) => organization_id],
]);

function parseFields(body: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return isFields(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null;
}

function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
