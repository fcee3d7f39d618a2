import { Webhook } from "svix";
import { newId } from "./ids.ts";
import type { Delivery, DeliveryAttempt } from "./model.ts";

/** Delays after each failed attempt, in ms. Svix itself: 5 s, 5 m, 30 m, 2 h, 5 h, 10 h, 10 h. */
export const DEVELOPMENT_RETRIES = [500, 1_000, 2_000, 5_000, 15_000, 60_000, 300_000];

const ATTEMPT_TIMEOUT_MS = 15_000;
const KEPT_RESPONSE = 2_000;
const KEPT_DELIVERIES = 500;

type QueueOptions = {
  deliveries: Delivery[];
  /** Several secrets, separated by spaces, sign as during a rotation. */
  endpoint: { url: string; secret: string } | null;
  retries: number[];
  onChange: () => void;
  log: (message: string) => void;
};

/**
 * Delivers events as Svix does: signed, at least once, retried until a 2xx comes. One at a time and oldest first,
 * so that the order of creation is the order of delivery unless something had to be retried.
 */
export class WebhookQueue {
  private timer: ReturnType<typeof setTimeout> | null = null;
  private working: Promise<void> | null = null;
  private stopped = false;
  private readonly stopping = new AbortController();

  constructor(private readonly options: QueueOptions) {}

  get url(): string | null {
    return this.options.endpoint?.url ?? null;
  }

  /** Without an endpoint nothing is kept: there is nobody to tell. */
  enqueue(type: string, body: string): void {
    if (!this.options.endpoint) return;
    const now = Date.now();
    this.options.deliveries.push({
      id: newId("msg"),
      type,
      body,
      status: "pending",
      attempts: [],
      roundStart: 0,
      nextAttemptAt: now,
      createdAt: now,
    });
    this.forgetOldest();
    this.schedule();
  }

  /** Starts the retry schedule over; false when there is no such delivery. */
  deliverAgain(id: string): boolean {
    const delivery = this.options.deliveries.find((candidate) => candidate.id === id);
    if (!delivery) return false;
    delivery.status = "pending";
    delivery.roundStart = delivery.attempts.length;
    delivery.nextAttemptAt = Date.now();
    this.schedule();
    return true;
  }

  /** Takes up what an earlier run left pending. */
  start(): void {
    this.schedule();
  }

  /** An attempt under way is given up and stays pending. */
  async stop(): Promise<void> {
    this.stopped = true;
    if (this.timer) clearTimeout(this.timer);
    this.stopping.abort();
    await this.working;
  }

  private schedule(): void {
    if (this.stopped || this.working || !this.options.endpoint) return;
    if (this.timer) clearTimeout(this.timer);
    const next = this.next();
    if (!next) return;
    this.timer = setTimeout(
      () => {
        this.working = this.work().finally(() => {
          this.working = null;
          this.schedule();
        });
      },
      Math.max(0, (next.nextAttemptAt ?? 0) - Date.now()),
    );
  }

  private async work(): Promise<void> {
    for (let due = this.next(); due && !this.stopped; due = this.next()) {
      if ((due.nextAttemptAt ?? 0) > Date.now()) return;
      await this.attempt(due);
      this.options.onChange();
    }
  }

  private next(): Delivery | undefined {
    const pending = this.options.deliveries.filter((delivery) => delivery.status === "pending");
    // A stable sort: of those due at once, the one created first goes first.
    return pending.sort((a, b) => (a.nextAttemptAt ?? 0) - (b.nextAttemptAt ?? 0))[0];
  }

  private async attempt(delivery: Delivery): Promise<void> {
    const attempt = await this.send(delivery);
    if (this.stopped && attempt.status === null) return;
    delivery.attempts.push(attempt);
    if (attempt.status !== null && attempt.status >= 200 && attempt.status < 300) {
      delivery.status = "delivered";
      delivery.nextAttemptAt = null;
      return;
    }
    const delay = this.options.retries[delivery.attempts.length - delivery.roundStart - 1];
    delivery.status = delay === undefined ? "failed" : "pending";
    delivery.nextAttemptAt = delay === undefined ? null : Date.now() + delay;
    if (delay === undefined) {
      this.options.log(`Webhook ${delivery.type} (${delivery.id}) failed for good: ${attempt.response}`);
    }
  }

  private async send(delivery: Delivery): Promise<DeliveryAttempt> {
    const at = Date.now();
    const outcome = await this.post(delivery).catch((error: unknown) => ({
      status: null,
      response: String(error),
    }));
    return {
      at,
      durationMs: Date.now() - at,
      ...outcome,
      response: outcome.response.slice(0, KEPT_RESPONSE),
    };
  }

  private async post(delivery: Delivery): Promise<{ status: number; response: string }> {
    const { url, secret } = this.options.endpoint ?? { url: "", secret: "" };
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
      signal: AbortSignal.any([AbortSignal.timeout(ATTEMPT_TIMEOUT_MS), this.stopping.signal]),
    });
    return { status: response.status, response: await response.text() };
  }

  private forgetOldest(): void {
    const { deliveries } = this.options;
    while (deliveries.length > KEPT_DELIVERIES) {
      const settled = deliveries.findIndex((delivery) => delivery.status !== "pending");
      if (settled < 0) return;
      deliveries.splice(settled, 1);
    }
  }
}
