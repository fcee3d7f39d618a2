import { NO_FAULTS, type WebhookSettings } from "#scripts/local/clerk/controls/settings.ts";
import { newId } from "#scripts/local/clerk/ids.ts";
import type { Delivery, DeliveryAttempt } from "#scripts/local/clerk/model.ts";
import { ReorderWindow } from "./reorder-window.ts";
import { attemptDelivery, type Endpoint } from "./request.ts";

/** Delays after each failed attempt, in ms. Svix itself: 5 s, 5 m, 30 m, 2 h, 5 h, 10 h, 10 h. */
export const DEVELOPMENT_RETRIES = [500, 1_000, 2_000, 5_000, 15_000, 60_000, 300_000];

const MAX_DELIVERIES = 500;

type QueueOptions = {
  deliveries: Delivery[];
  endpoint: Endpoint | null;
  retries: number[];
  onChange: () => void;
  log: (message: string) => void;
};

/**
 * Delivers events like Svix: signed, at least once, retried until a 2xx. One at a time and oldest first, so that events
 * arrive in order unless they are retried or the controls change it.
 */
export class WebhookQueue {
  private timer: ReturnType<typeof setTimeout> | null = null;
  private working: Promise<void> | null = null;
  private stopped = false;
  private faults: WebhookSettings = NO_FAULTS.webhooks;
  private readonly stopping = new AbortController();
  private readonly reordering = new ReorderWindow();

  constructor(private readonly options: QueueOptions) {}

  get url(): string | null {
    return this.options.endpoint?.url ?? null;
  }

  /** Does nothing without an endpoint. */
  enqueue(type: string, body: string): void {
    if (!this.options.endpoint) return;
    const now = Date.now();
    const { drop, delayMs, reorderMs } = isAbout(body, this.faults.about) ? this.faults : NO_FAULTS.webhooks;
    const dropped = drop === true || (Array.isArray(drop) && drop.some((each) => each === type));
    const delivery: Delivery = {
      id: newId("msg"),
      type,
      body,
      status: dropped ? "dropped" : "pending",
      attempts: [],
      roundStart: 0,
      nextAttemptAt: dropped ? null : now + delayMs,
      createdAt: now,
    };
    this.options.deliveries.push(delivery);
    if (reorderMs > 0 && !dropped) this.reordering.add(delivery, delayMs + reorderMs);
    this.forgetOldest();
    this.schedule();
  }

  /** Restarts the retry schedule; false when there is no such delivery. */
  deliverAgain(id: string): boolean {
    const delivery = this.options.deliveries.find((candidate) => candidate.id === id);
    if (!delivery) return false;
    delivery.status = "pending";
    delivery.roundStart = delivery.attempts.length;
    delivery.nextAttemptAt = Date.now();
    this.schedule();
    return true;
  }

  /** Applies to new deliveries, and to pending ones from their next attempt. */
  setFaults(faults: WebhookSettings): void {
    this.faults = faults;
    this.schedule();
  }

  /** Resumes deliveries that an earlier run left pending. */
  start(): void {
    this.schedule();
  }

  /** Aborts the current attempt, whose delivery stays pending. */
  async stop(): Promise<void> {
    this.stopped = true;
    if (this.timer) clearTimeout(this.timer);
    this.stopping.abort();
    await this.working;
  }

  private schedule(): void {
    if (this.timer) clearTimeout(this.timer);
    const next = this.working ? undefined : this.next();
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
    for (let due = this.next(); due; due = this.next()) {
      if ((due.nextAttemptAt ?? 0) > Date.now()) return;
      await this.attempt(due);
      this.options.onChange();
    }
  }

  private next(): Delivery | undefined {
    if (this.stopped || this.faults.hold || !this.options.endpoint) return undefined;
    const pending = this.options.deliveries.filter((delivery) => delivery.status === "pending");
    // A stable sort: of those due at the same time, the oldest goes first.
    return pending.sort((a, b) => (a.nextAttemptAt ?? 0) - (b.nextAttemptAt ?? 0))[0];
  }

  private async attempt(delivery: Delivery): Promise<void> {
    const attempt = await this.send(delivery);
    if (this.stopped && attempt.status === null) return;
    delivery.attempts.push(attempt);
    if (isDelivered(attempt)) this.markDelivered(delivery);
    else this.retryOrFail(delivery, attempt);
  }

  /** Delivered, unless the controls want duplicates: then it queues behind those already due. */
  private markDelivered(delivery: Delivery): void {
    const isDone = inRound(delivery).filter(isDelivered).length >= this.faults.duplicate;
    delivery.status = isDone ? "delivered" : "pending";
    delivery.nextAttemptAt = isDone ? null : Date.now();
  }

  private retryOrFail(delivery: Delivery, { response }: DeliveryAttempt): void {
    const delay = this.options.retries[failures(delivery) - 1];
    delivery.status = delay === undefined ? "failed" : "pending";
    delivery.nextAttemptAt = delay === undefined ? null : Date.now() + delay;
    if (delay === undefined) {
      this.options.log(
        `Webhook ${delivery.type} (${delivery.id}) failed after its last attempt: ${response}`,
      );
    }
  }

  private async send(delivery: Delivery): Promise<DeliveryAttempt> {
    const { endpoint } = this.options;
    if (!endpoint) throw new Error("No endpoint is configured.");
    if (failures(delivery) >= this.faults.fail)
      return attemptDelivery(delivery, endpoint, this.stopping.signal);
    return { at: Date.now(), durationMs: 0, status: 503, response: "Not sent: set to fail in the controls." };
  }

  private forgetOldest(): void {
    const { deliveries } = this.options;
    while (deliveries.length > MAX_DELIVERIES) {
      const settled = deliveries.findIndex((delivery) => delivery.status !== "pending");
      if (settled < 0) return;
      deliveries.splice(settled, 1);
    }
  }
}

function isAbout(body: string, ids: readonly string[]): boolean {
  return ids.length === 0 || ids.some((id) => body.includes(`"${id}"`));
}

function inRound({ attempts, roundStart }: Delivery): DeliveryAttempt[] {
  return attempts.slice(roundStart);
}

function failures(delivery: Delivery): number {
  return inRound(delivery).filter((attempt) => !isDelivered(attempt)).length;
}

function isDelivered({ status }: DeliveryAttempt): boolean {
  return status !== null && status >= 200 && status < 300;
}
