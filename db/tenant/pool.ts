import { Overloaded } from "#db/errors.ts";
import { LeaseQueue, type Waiter } from "./lease-queue.ts";
import { type Client, Session, type SessionOptions } from "./session.ts";
import type { StatementCache } from "./statement-cache.ts";

export type { Client } from "./session.ts";

/** A connection leased to one caller. Return it exactly once, by `release` or `destroy`. */
export type Lease = {
  client: Client;
  /** The statements that this connection has plans for, by tenant. */
  warm: StatementCache;
  /**
   * Makes the connection available immediately. While the answer to a ROLLBACK is still pending, pass it as `isClean`: the
   * connection is closed if that resolves to false.
   */
  release(isClean?: Promise<boolean>): void;
  /** Closes the connection, for a session whose state is unknown. */
  destroy(): void;
  /** The connection was lost during the lease. The driver would continue on a new one, outside the transaction. */
  isLost(): boolean;
  /** It was lost because a result exceeded the limits of result-meter.ts. */
  hasExceeded(): boolean;
};

export type PoolOptions = SessionOptions & {
  /** Maximum number of connections. */
  size: number;
  /** Connections that one tenant may hold; by default all but one, so that other tenants find one. */
  maxPerTenant?: number;
  /** Maximum number of waiting callers; further ones are refused. 1,000 by default. */
  maxWaiting?: number;
  /** How long a caller waits for a connection, in milliseconds; 5,000 by default. */
  maxWait?: number;
  /** The age at which a connection is replaced, in milliseconds; half an hour by default. */
  maxAge?: number;
  /** A connection is replaced after this many tenants, 2,000 by default: its backend keeps 94 KB for each. */
  maxTenants?: number;
};

type Slot = {
  session: Session;
  busy: boolean;
  /** It is not leased any more, and counts until it is closed. */
  closing: boolean;
  lastTenant: string | undefined;
  tenants: Set<string>;
};

/**
 * A bounded pool of single-connection clients, opened on demand and leased. A tenant gets the connection that served it
 * last if that one is free, since its plans are warm. Waiting tenants take turns.
 */
export class Pool {
  private readonly slots: Slot[] = [];
  private readonly queue = new LeaseQueue<Lease>();
  private readonly leased = new Map<string, number>();
  private readonly limits: Required<Omit<PoolOptions, keyof SessionOptions>>;
  private closed = false;

  constructor(private readonly options: PoolOptions) {
    this.limits = {
      maxPerTenant: Math.max(1, options.size - 1),
      maxWaiting: 1000,
      maxWait: 5000,
      maxAge: 30 * 60_000,
      maxTenants: 2000,
      ...options,
    };
  }

  /**
   * Leases a connection, after waiting if none is free. When `signal` aborts, the caller leaves the queue.
   * @throws Overloaded when the queue is full, the wait too long, or the pool closed; the signal's reason.
   */
  async lease(tenant?: string, signal?: AbortSignal): Promise<Lease> {
    signal?.throwIfAborted();
    if (this.closed) throw new Overloaded("it is closing");
    const slot = this.mayHold(tenant) ? this.freeSlot(tenant) : undefined;
    if (slot) return this.lend(slot, tenant);
    if (this.queue.length >= this.limits.maxWaiting) {
      throw new Overloaded(`${this.queue.length} requests are already waiting`);
    }
    return await this.wait(tenant, signal);
  }

  /** Runs `fn` with a leased client, for statements outside a tenant's transaction. */
  async use<T>(fn: (client: Client) => Promise<T>): Promise<T> {
    const lease = await this.lease();
    try {
      return await fn(lease.client);
    } finally {
      lease.release();
    }
  }

  /** The number of leased connections, open ones (including those being closed) and waiting callers. */
  get state(): { busy: number; open: number; waiting: number } {
    const busy = this.slots.filter((slot) => slot.busy && !slot.closing).length;
    return { busy, open: this.slots.length, waiting: this.queue.length };
  }

  /** Refuses new leases, waits up to `seconds` for running ones, then closes every connection. */
  async close(seconds = 5): Promise<void> {
    this.closed = true;
    for (const waiter of this.queue.leaveAll()) waiter.reject(new Overloaded("it is closing"));
    await Promise.all(this.slots.map((slot) => slot.session.client.end({ timeout: seconds })));
  }

  private mayHold(tenant: string | undefined): boolean {
    return tenant === undefined || (this.leased.get(tenant) ?? 0) < this.limits.maxPerTenant;
  }

  private freeSlot(tenant: string | undefined): Slot | undefined {
    this.dropLost();
    const free = this.slots.filter((slot) => !slot.busy);
    const warm = free.find((slot) => slot.lastTenant === tenant);
    if (warm) return warm;
    return this.slots.length < this.options.size ? this.open() : free[0];
  }

  /** Removes connections that were lost while idle. */
  private dropLost(): void {
    for (const slot of this.slots.filter(({ busy, session }) => session.lost && !busy)) {
      this.remove(slot);
      void slot.session.destroy();
    }
  }

  /** Closes a connection. Its place is free only once it is closed. */
  private async discard(slot: Slot): Promise<void> {
    slot.closing = true;
    slot.busy = true;
    await slot.session.destroy();
    this.remove(slot);
    this.serveNext();
  }

  private remove(slot: Slot): void {
    const position = this.slots.indexOf(slot);
    if (position >= 0) this.slots.splice(position, 1);
  }

  private open(): Slot {
    const session = new Session(this.options);
    const slot = { session, busy: false, closing: false, lastTenant: undefined, tenants: new Set<string>() };
    this.slots.push(slot);
    return slot;
  }

  private lend(slot: Slot, tenant: string | undefined): Lease {
    slot.busy = true;
    slot.lastTenant = tenant;
    if (tenant !== undefined) {
      slot.tenants.add(tenant);
      this.leased.set(tenant, (this.leased.get(tenant) ?? 0) + 1);
    }
    let returned = false;
    const giveBack = (destroy: boolean) => {
      if (returned) throw new Error("A lease was returned twice");
      returned = true;
      this.takeBack(slot, tenant, destroy || this.isWornOut(slot));
    };
    return {
      client: slot.session.client,
      warm: slot.session.warm,
      release: (isClean) => {
        giveBack(false);
        void isClean?.then((clean) => clean || this.distrust(slot));
      },
      destroy: () => giveBack(true),
      isLost: () => slot.session.lost,
      hasExceeded: () => slot.session.hasExceeded,
    };
  }

  /** Its current holder fails at the next check, and it is not leased again. */
  private distrust(slot: Slot): void {
    slot.session.lost = true;
    if (!slot.busy) void this.discard(slot);
  }

  private takeBack(slot: Slot, tenant: string | undefined, destroy: boolean): void {
    if (tenant !== undefined) {
      const count = (this.leased.get(tenant) ?? 1) - 1;
      if (count > 0) this.leased.set(tenant, count);
      else this.leased.delete(tenant);
    }
    if (destroy) void this.discard(slot);
    else slot.busy = false;
    this.serveNext();
  }

  private isWornOut(slot: Slot): boolean {
    const { maxAge, maxTenants } = this.limits;
    const { lost, openedAt } = slot.session;
    return lost || slot.tenants.size >= maxTenants || Date.now() - openedAt >= maxAge;
  }

  private serveNext(): void {
    if (this.closed || !this.hasRoom()) return;
    const waiter = this.queue.next((tenant) => this.mayHold(tenant));
    const slot = waiter && this.freeSlot(waiter.tenant);
    if (waiter && slot) waiter.resolve(this.lend(slot, waiter.tenant));
  }

  private hasRoom(): boolean {
    return this.slots.length < this.options.size || this.slots.some((slot) => !slot.busy);
  }

  private wait(tenant: string | undefined, signal: AbortSignal | undefined): Promise<Lease> {
    const { promise, resolve, reject } = Promise.withResolvers<Lease>();
    const waiter: Waiter<Lease> = { tenant, resolve, reject };
    const giveUp = (error: Error) => {
      if (this.queue.leave(waiter)) reject(error);
    };
    const { maxWait } = this.limits;
    const late = () => giveUp(new Overloaded(`no connection became free within ${maxWait / 1000} s`));
    const timer = setTimeout(late, maxWait);
    const onAbort = () => giveUp(signal?.reason);
    signal?.addEventListener("abort", onAbort, { once: true });
    this.queue.join(waiter);
    return promise.finally(() => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
    });
  }
}

export function createPool(options: PoolOptions): Pool {
  return new Pool(options);
}
