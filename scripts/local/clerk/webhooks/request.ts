import { Webhook } from "svix";
import type { Delivery, DeliveryAttempt } from "#scripts/local/clerk/model.ts";

const ATTEMPT_TIMEOUT_MS = 15_000;
const MAX_RESPONSE_LENGTH = 2_000;

export type Endpoint = {
  url: string;
  /** Several secrets, separated by spaces, produce several signatures, as during a rotation. */
  secret: string;
};

/** Sends the delivery once, signed like Svix. A network failure is an attempt without a status. */
export async function attemptDelivery(
  delivery: Pick<Delivery, "id" | "body">,
  endpoint: Endpoint,
  stopping: AbortSignal,
): Promise<DeliveryAttempt> {
  const at = Date.now();
  const outcome = await post(delivery, endpoint, stopping).catch((error: unknown) => ({
    status: null,
    response: String(error),
  }));
  return {
    at,
    durationMs: Date.now() - at,
    ...outcome,
    response: outcome.response.slice(0, MAX_RESPONSE_LENGTH),
  };
}

async function post(
  delivery: Pick<Delivery, "id" | "body">,
  { url, secret }: Endpoint,
  stopping: AbortSignal,
) {
  const now = new Date();
  const signatures = secret
    .split(/[\s,]+/)
    .map((key) => new Webhook(key).sign(delivery.id, now, delivery.body));
  const response = await fetch(url, {
    method: "POST",
    body: delivery.body,
    headers: {
      "content-type": "application/json",
      "user-agent": "Svix-Webhooks/local-clerk",
      "svix-id": delivery.id,
      "svix-timestamp": String(Math.floor(now.getTime() / 1000)),
      "svix-signature": signatures.join(" "),
    },
    redirect: "manual",
    signal: AbortSignal.any([AbortSignal.timeout(ATTEMPT_TIMEOUT_MS), stopping]),
  });
  return { status: response.status, response: await response.text() };
}
