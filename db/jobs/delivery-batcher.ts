import { Overloaded } from "#db/errors.ts";
import type { Pool } from "#db/tenant/pool.ts";
import type { Delivery } from "./delivery.ts";

export type Stored = Delivery & { queue: string | undefined };

type Waiting = { delivery: Stored; done: PromiseWithResolvers<void> };

/** Deliveries of one statement at most, and characters of their bodies. */
const most = { deliveries: 100, characters: 2 * 1024 * 1024 };

/** Deliveries that wait at most; one more is refused, and comes again later. */
const mostWaiting = 5000;

/**
 * Stores deliveries: one alone at once, those that come meanwhile together by the next statement. A burst costs a
 * statement and a COMMIT for many; and while the database is slow they gather here instead of in line for a connection.
 */
export class DeliveryBatcher {
  private readonly waiting: Waiting[] = [];
  private isBusy = false;

  constructor(private readonly web: Pool) {}

  /**
   * Settles when the delivery is stored, after COMMIT, or rejects with what its own storing failed with.
   * @throws Overloaded when too many are waiting, or the pool is.
   */
  async store(delivery: Stored): Promise<void> {
    if (this.waiting.length >= mostWaiting) throw new Overloaded(`${mostWaiting} deliveries are waiting`);
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
      return index === most.deliveries || (index > 0 && characters > most.characters);
    });
    return this.waiting.splice(0, fitting === -1 ? this.waiting.length : fitting);
  }

  private async storeTogether(batch: readonly Waiting[]): Promise<void> {
    try {
      await this.send(batch.map(({ delivery }) => delivery));
      for (const { done } of batch) done.resolve();
    } catch (error) {
      // One that cannot be stored takes none of the others with it. Without a database they would fail one by one, each
      // as slowly as the first.
      if (batch.length > 1 && isAboutRows(error)) for (const each of batch) await this.storeTogether([each]);
      else for (const { done } of batch) done.reject(error);
    }
  }

  private async send(deliveries: readonly Stored[]): Promise<void> {
    const rows = deliveries.map(({ svixId, svixTimestamp, svixSignature, body, queue }) => ({
      ...{ svix_id: svixId, svix_timestamp: svixTimestamp, svix_signature: svixSignature, body },
      queue: queue ?? null,
    }));
    await this.web.use((client) => client`select app.store_deliveries(${JSON.stringify(rows)}::text::json)`);
  }
}

/** Data exceptions, constraints, deadlocks and limits of the program, by class of SQLSTATE. */
function isAboutRows(error: unknown): boolean {
  return /^(22|23|40|54)[0-9A-Z]{3}$/.test(String((error as { code?: unknown } | null)?.code));
}
