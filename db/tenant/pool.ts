import { Overloaded } from "#db/errors.ts";
import { LeaseQueue, type Waiter } from "./lease-queue.ts";
import { type Client, Session, type SessionOptions } from "./session.ts";
import type { StatementCache } from "./statement-cache.ts";

export type { Client } from "./session.ts";

/** A connection in the hands of one caller. Give it back exactly once, by `release` or `destroy`. */
export type Lease = {
  client: Client;
  /** The statements that this connection has plans for, by tenant. */
  warm: StatementCache;
  /**
   * Lends the connection on at once. When something is still on its way that decides whether it may be (the answer to a
   * ROLLBACK), `isClean` is given, and the connection is closed should it come out false.
   */
  release(isClean?: Promise<boolean>): void;
  /** Closes the connection instead of lending it on: for a session whose state nobody vouches for. */
  destroy(): void;
  /** The connection broke under the lease. The driver would go on with a new one, outside any transaction. */
  isLost(): boolean;
};

export type PoolOptions = SessionOptions & {
  /** Connections at most. */
  size: number;
  /** Connections that one tenant may hold at once; by default all but one, so that a neighbour finds one. */
  mostPerTenant?: number;
  /** Callers that may wait at once; one more is refused. 1,000 unless told. */
  mostWaiting?: number;
  /** How long a caller waits for a connection, in milliseconds. 5,000 unless told. */
  longestWait?: number;
  /** A connection is replaced at this age, in milliseconds (half an hour unless told) … */
  oldest?: number;
  /** … or when it served this many tenants (2,000 unless told): its backend keeps 94 KB for each, and frees none. */
  mostTenants?: number;
};

type Slot = {
  session: Session;
  busy: boolean;
  /** Given up: nobody gets it any more, and it counts until it is closed. */
  closing: boolean;
  lastTenant: string | undefined;
  tenants: Set<string>;
};

/**
 * A bounded number of single-connection clients under a lease, opened on demand. A tenant meets the connection that
 * served it last, when that one is free: its plans are warm. Tenants that wait take turns.
 */
export class Pool {
  private readonly slots: Slot[] = [];
  private readonly line = new LeaseQueue<Lease>();
  private readonly held = new Map<string, number>();
  private readonly limits: Required<Omit<PoolOptions, keyof SessionOptions>>;
  private closed = false;

  constructor(private readonly options: PoolOptions) {
    this.limits = {
      mostPerTenant: Math.max(1, options.size - 1),
      mostWaiting: 1000,
      longestWait: 5000,
      oldest: 30 * 60_000,
      mostTenants: 2000,
      ...options,
    };
  }

  /**
   * Lends a connection, at once or after waiting in line. When `signal` aborts, the caller leaves the line.
   * @throws Overloaded when the line is full, the wait too long, or the pool closed; the signal's reason.
   */
  async lease(tenant?: string, signal?: AbortSignal): Promise<Lease> {
    signal?.throwIfAborted();
    if (this.closed) throw new Overloaded("it is closing");
    const slot = this.mayHold(tenant) ? this.freeSlot(tenant) : undefined;
    if (slot) return this.lend(slot, tenant);
    if (this.line.length >= this.limits.mostWaiting) {
      throw new Overloaded(`${this.line.length} requests are waiting already`);
    }
    return await this.wait(tenant, signal);
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

  /** How many connections are lent, open (those that are just being closed included) and waited for. */
  get state(): { busy: number; open: number; waiting: number } {
    const busy = this.slots.filter((slot) => slot.busy && !slot.closing).length;
    return { busy, open: this.slots.length, waiting: this.line.length };
  }

  /** Refuses new leases, lets the running ones end (for `seconds` at most), then closes every connection. */
  async close(seconds = 5): Promise<void> {
    this.closed = true;
    for (const waiter of this.line.leaveAll()) waiter.reject(new Overloaded("it is closing"));
    await Promise.all(this.slots.map((slot) => slot.session.client.end({ timeout: seconds })));
  }

  private mayHold(tenant: string | undefined): boolean {
    return tenant === undefined || (this.held.get(tenant) ?? 0) < this.limits.mostPerTenant;
  }

  private freeSlot(tenant: string | undefined): Slot | undefined {
    this.dropLost();
    const free = this.slots.filter((slot) => !slot.busy);
    const warm = free.find((slot) => slot.lastTenant === tenant);
    if (warm) return warm;
    return this.slots.length < this.options.size ? this.open() : free[0];
  }

  /** A connection that broke while it served nobody. */
  private dropLost(): void {
    for (const slot of this.slots.filter(({ busy, session }) => session.lost && !busy)) {
      this.remove(slot);
      void slot.session.destroy();
    }
  }

  /** Closes a connection, and makes room when it is closed: there are never more than the size. */
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
      this.held.set(tenant, (this.held.get(tenant) ?? 0) + 1);
    }
    let returned = false;
    const giveBack = (destroy: boolean) => {
      if (returned) throw new Error("A lease was given back twice");
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
    };
  }

  /** Whoever has the connection by now is told when they look, and it is not lent on after them. */
  private distrust(slot: Slot): void {
    slot.session.lost = true;
    if (!slot.busy) void this.discard(slot);
  }

  private takeBack(slot: Slot, tenant: string | undefined, destroy: boolean): void {
    if (tenant !== undefined) {
      const held = (this.held.get(tenant) ?? 1) - 1;
      if (held > 0) this.held.set(tenant, held);
      else this.held.delete(tenant);
    }
    if (destroy) void this.discard(slot);
    else slot.busy = false;
    this.serveNext();
  }

  private isWornOut(slot: Slot): boolean {
    const { oldest, mostTenants } = this.limits;
    const { lost, openedAt } = slot.session;
    return lost || slot.tenants.size >= mostTenants || Date.now() - openedAt >= oldest;
  }

  private serveNext(): void {
    if (this.closed || !this.hasRoom()) return;
    const waiter = this.line.next((tenant) => this.mayHold(tenant));
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
      if (this.line.leave(waiter)) reject(error);
    };
    const { longestWait } = this.limits;
    const late = () => giveUp(new Overloaded(`no connection became free within ${longestWait / 1000} s`));
    const timer = setTimeout(late, longestWait);
    const onAbort = () => giveUp(signal?.reason);
    signal?.addEventListener("abort", onAbort, { once: true });
    this.line.join(waiter);
    return promise.finally(() => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
    });
  }
}

export function createPool(options: PoolOptions): Pool {
  return new Pool(options);
}
