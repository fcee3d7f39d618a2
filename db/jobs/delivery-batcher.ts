import { DomainError, Overloaded } from "#db/errors.ts";
import type { Pool } from "#db/tenant/pool.ts";
import type { Delivery } from "./delivery.ts";

export type Stored = Delivery & { queue: string | undefined };

type Waiting = { delivery: Stored; done: PromiseWithResolvers<void> };

/** Of one statement. */
const maxBatch = { deliveries: 100, characters: 2 * 1024 * 1024 };

/** One more waiting delivery is refused, and Clerk sends it again later. */
const maxWaiting = 5000;

/**
 * Stores deliveries in batches: while one statement runs, the deliveries that arrive wait for the next one. A burst costs few
 * statements and COMMITs, and while the database is slow, deliveries wait here instead of for a connection.
 */
export class DeliveryBatcher {
  private readonly waiting: Waiting[] = [];
  private isBusy = false;

  constructor(private readonly web: Pool) {}

  /**
   * Resolves after COMMIT, or rejects with the error of this delivery.
   * @throws an error with the code "overloaded" when too many deliveries are waiting, or the pool is full.
   */
  async store(delivery: Stored): Promise<void> {
    if (this.waiting.length >= maxWaiting) throw new Overloaded(`${maxWaiting} deliveries are waiting`);
    const done = Promise.withResolvers<void>();
    this.waiting.push({ delivery, done });
    if (!this.isBusy) void this.work();
    await done.promise;
  }

  private async work(): Promise<void> {
    this.isBusy = true;
    while (this.waiting.length > 0) await this.storeTogether(this.take());
    this.isBusy = false;
  }

  private take(): Waiting[] {
    let characters = 0;
    const fitting = this.waiting.findIndex(({ delivery }, index) => {
      characters += delivery.body.length;
      return index === maxBatch.deliveries || (index > 0 && characters > maxBatch.characters);
    });
    return this.waiting.splice(0, fitting === -1 ? this.waiting.length : fitting);
  }

  private async storeTogether(batch: readonly Waiting[]): Promise<void> {
    try {
      await this.send(batch.map(({ delivery }) => delivery));
      for (const { done } of batch) done.resolve();
    } catch (error) {
      // A row that cannot be stored must not fail the others. Without a database we do not retry: each would fail as slowly.
      if (batch.length > 1 && isAboutRows(error)) for (const each of batch) await this.storeTogether([each]);
      else for (const { done } of batch) done.reject(error);
    }
  }

  private async send(deliveries: readonly Stored[]): Promise<void> {
    const rows = deliveries.map(({ svixId, svixTimestamp, svixSignature, body, queue }) => ({
      ...{ svix_id: svixId, svix_timestamp: svixTimestamp, svix_signature: svixSignature, body },
      queue: queue ?? null,
    }));
    const [row] = await this.web.use(
      (client) =>
        client<{ isStored: boolean }[]>`
          select app.store_deliveries(${JSON.stringify(rows)}::text::json) as "isStored"`,
    );
    if (!row?.isStored) throw new InboxFull();
  }
}

class InboxFull extends DomainError {
  constructor() {
    super("overloaded", "Too many deliveries are waiting for the worker. Is it running?");
  }
}

/** Data exceptions, constraints, deadlocks and limits of the program, by class of SQLSTATE. */
function isAboutRows(error: unknown): boolean {
  return /^(22|23|40|54)[0-9A-Z]{3}$/.test(String((error as { code?: unknown } | null)?.code));
}
