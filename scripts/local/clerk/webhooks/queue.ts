import { NO_FAULTS, type WebhookSettings } from "#scripts/local/clerk/controls/settings.ts";
import { newId } from "#scripts/local/clerk/ids.ts";
import type { Delivery, DeliveryAttempt } from "#scripts/local/clerk/model.ts";
import { ReorderWindow } from "./reorder-window.ts";
import { attemptDelivery, type Endpoint } from "./request.ts";

/** Delays after each failed attempt, in ms. Svix itself: 5 s, 5 m, 30 m, 2 h, 5 h, 10 h, 10 h. */
export const DEVELOPMENT_RETRIES = [500, 1_000, 2_000, 5_000, 15_000, 60_000, 300_000];

const KEPT_DELIVERIES = 500;

type QueueOptions = {
  deliveries: Delivery[];
  endpoint: Endpoint | null;
  retries: number[];
  onChange: () => void;
  log: (message: string) => void;
};

/**
 * Delivers events as Svix does: signed, at least once, retried until a 2xx comes. One at a time and oldest first,
 * so that the order of creation is the order of delivery unless something had to be retried or the controls say else.
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

  /** Without an endpoint nothing is kept: there is nobody to tell. */
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

  /** Takes effect on new deliveries, and on those that wait from their next attempt on. */
  setFaults(faults: WebhookSettings): void {
    this.faults = faults;
    this.schedule();
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
    // A stable sort: of those due at once, the one created first goes first.
    return pending.sort((a, b) => (a.nextAttemptAt ?? 0) - (b.nextAttemptAt ?? 0))[0];
  }

  private async attempt(delivery: Delivery): Promise<void> {
    const attempt = await this.send(delivery);
    if (this.stopped && attempt.status === null) return;
    delivery.attempts.push(attempt);
    if (isTaken(attempt)) this.taken(delivery);
    else this.refused(delivery, attempt);
  }

  /** Done, unless the controls want it sent more than once: then it waits behind those that are due already. */
  private taken(delivery: Delivery): void {
    const isDone = inRound(delivery).filter(isTaken).length >= this.faults.duplicate;
    delivery.status = isDone ? "delivered" : "pending";
    delivery.nextAttemptAt = isDone ? null : Date.now();
  }

  private refused(delivery: Delivery, { response }: DeliveryAttempt): void {
    const delay = this.options.retries[refusals(delivery) - 1];
    delivery.status = delay === undefined ? "failed" : "pending";
    delivery.nextAttemptAt = delay === undefined ? null : Date.now() + delay;
    if (delay === undefined) {
      this.options.log(`Webhook ${delivery.type} (${delivery.id}) failed for good: ${response}`);
    }
  }

  private async send(delivery: Delivery): Promise<DeliveryAttempt> {
    const { endpoint } = this.options;
    if (!endpoint) throw new Error("There is no endpoint to send to.");
    if (refusals(delivery) >= this.faults.fail)
      return attemptDelivery(delivery, endpoint, this.stopping.signal);
    return { at: Date.now(), durationMs: 0, status: 503, response: "Failed by the controls: not sent." };
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

function isAbout(body: string, ids: readonly string[]): boolean {
  return ids.length === 0 || ids.some((id) => body.includes(`"${id}"`));
}

function inRound({ attempts, roundStart }: Delivery): DeliveryAttempt[] {
  return attempts.slice(roundStart);
}

function refusals(delivery: Delivery): number {
  return inRound(delivery).filter((attempt) => !isTaken(attempt)).length;
}

function isTaken({ status }: DeliveryAttempt): boolean {
  return status !== null && status >= 200 && status < 300;
}
