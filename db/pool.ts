import postgres from "postgres";
import { Overloaded } from "./errors.ts";

export type Client = postgres.Sql;

/** A connection in the hands of one caller. Give it back exactly once, by `release` or `destroy`. */
export type Lease = {
  client: Client;
  release(): void;
  /** Closes the connection instead of lending it on: for a session whose state nobody vouches for. */
  destroy(): void;
};

export type PoolOptions = {
  url: string;
  /** Connections at most. */
  size: number;
  /** What pg_stat_activity shows for a connection that serves nobody. */
  applicationName: string;
  /** Callers that may wait at once; one more is refused. */
  maxWaiting?: number;
  /** How long a caller waits for a connection, in milliseconds. */
  maxWait?: number;
};

type Slot = { client: Client; busy: boolean; lastTenant: string | undefined };
type Waiter = { tenant: string | undefined; resolve(lease: Lease): void; reject(error: Error): void };

/**
 * A bounded number of single-connection clients under a lease. A tenant meets the connection that served it last,
 * when that one is free: its plans are warm. Connections are opened on demand.
 */
export class Pool {
  private readonly slots: Slot[] = [];
  private readonly waiting: Waiter[] = [];
  private closed = false;

  constructor(private readonly options: PoolOptions) {}

  /**
   * Lends a connection, at once or after waiting in line.
   * @throws Overloaded when the line is full, the wait too long, or the pool closed.
   */
  lease(tenant?: string): Promise<Lease> {
    if (this.closed) return Promise.reject(new Overloaded("it is closing"));
    const slot = this.freeSlot(tenant);
    if (slot) return Promise.resolve(this.lend(slot, tenant));
    if (this.waiting.length >= (this.options.maxWaiting ?? 200)) {
      return Promise.reject(new Overloaded(`${this.waiting.length} requests are waiting already`));
    }
    return this.wait(tenant);
  }

  /** Runs `fn` with a leased client, for statements that need no transaction of a tenant. */
  async use<T>(fn: (client: Client) => Promise<T>): Promise<T> {
    const lease = await this.lease();
    try {
      return await fn(lease.client);
    } finally {
      lease.release();
    }
  }

  /** How many connections are lent, open and waited for. */
  get state(): { busy: number; open: number; waiting: number } {
    const busy = this.slots.filter((slot) => slot.busy).length;
    return { busy, open: this.slots.length, waiting: this.waiting.length };
  }

  /** Refuses new leases, lets the running ones end (for `seconds` at most), then closes every connection. */
  async close(seconds = 5): Promise<void> {
    this.closed = true;
    for (const waiter of this.waiting.splice(0)) waiter.reject(new Overloaded("it is closing"));
    await Promise.all(this.slots.map((slot) => slot.client.end({ timeout: seconds })));
  }

  private freeSlot(tenant: string | undefined): Slot | undefined {
    const free = this.slots.filter((slot) => !slot.busy);
    const warm = free.find((slot) => slot.lastTenant === tenant);
    if (warm) return warm;
    return this.slots.length < this.options.size ? this.open() : free[0];
  }

  private open(): Slot {
    const client = postgres(this.options.url, {
      max: 1,
      // Without this every new connection reads all of pg_type, which grows with the number of tenants.
      fetch_types: false,
      connect_timeout: 5,
      connection: { application_name: this.options.applicationName },
      onnotice: () => {},
    });
    const slot = { client, busy: false, lastTenant: undefined };
    this.slots.push(slot);
    return slot;
  }

  private lend(slot: Slot, tenant: string | undefined): Lease {
    slot.busy = true;
    slot.lastTenant = tenant;
    let returned = false;
    const giveBack = (then: () => void) => {
      if (returned) throw new Error("A lease was given back twice");
      returned = true;
      then();
      this.serveNext();
    };
    return {
      client: slot.client,
      release: () =>
        giveBack(() => {
          slot.busy = false;
        }),
      destroy: () => giveBack(() => this.discard(slot)),
    };
  }

  private discard(slot: Slot): void {
    this.slots.splice(this.slots.indexOf(slot), 1);
    slot.client.end({ timeout: 0 }).catch(() => {});
  }

  private serveNext(): void {
    const waiter = this.waiting[0];
    const slot = waiter && this.freeSlot(waiter.tenant);
    if (!waiter || !slot) return;
    this.waiting.shift();
    waiter.resolve(this.lend(slot, waiter.tenant));
  }

  private wait(tenant: string | undefined): Promise<Lease> {
    const { promise, resolve, reject } = Promise.withResolvers<Lease>();
    const seconds = (this.options.maxWait ?? 5000) / 1000;
    const timer = setTimeout(() => {
      this.waiting.splice(this.waiting.indexOf(waiter), 1);
      reject(new Overloaded(`no connection became free within ${seconds} s`));
    }, seconds * 1000);
    const waiter: Waiter = {
      tenant,
      resolve: (lease) => {
        clearTimeout(timer);
        resolve(lease);
      },
      reject: (error) => {
        clearTimeout(timer);
        reject(error);
      },
    };
    this.waiting.push(waiter);
    return promise;
  }
}

export function createPool(options: PoolOptions): Pool {
  return new Pool(options);
}
