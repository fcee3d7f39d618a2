import { isDatabaseAway, Overloaded, Unavailable } from "#db/errors.ts";
import { BackendWatch } from "./backend-watch.ts";
import { DialGate } from "./dial-gate.ts";
import { LeaseQueue, type Waiter } from "./lease-queue.ts";
import { listOverdue } from "./overdue.ts";
import { type PoolLimits, type PoolOptions, withDefaults } from "./pool-options.ts";
import { type Client, Session } from "./session.ts";
import type { Slot } from "./slot.ts";
import type { StatementCache } from "./statement-cache.ts";
import { TenantShares } from "./tenant-shares.ts";

export type { PoolOptions } from "./pool-options.ts";
export type { Client } from "./session.ts";

/** A connection leased to one caller. Return it exactly once, by `release` or `destroy`. */
export type Lease = {
  client: Client;
  /** The statements that this connection has plans for, by tenant. */
  warm: StatementCache;
  /** Whether a pooler may give the next transaction another session. */
  isPooled: boolean;
  /**
   * Makes the connection available immediately. While the answer to a ROLLBACK is still pending, pass it as `isClean`: the
   * connection is closed if that resolves to false.
   */
  release(isClean?: Promise<boolean>): void;
  /** Closes the connection, for a session whose state is unknown. */
  destroy(): void;
  /** The connection was lost during the lease: the transaction is over. */
  isLost(): boolean;
  /** Calls `watcher` when the connection is lost. @returns what takes that back. */
  onLost(watcher: (error: unknown) => void): () => void;
};

/** How often the pool looks for transactions that last too long, while callers wait. In milliseconds. */
const reviewPause = 50;

/** How long the pool counts as strained after it ended a transaction, in milliseconds. */
const strainedFor = 5000;

/**
 * A bounded pool of single-connection clients, opened on demand and leased. A tenant gets the connection that served it
 * last if that one is free, since its plans are warm. Waiting tenants take turns. While callers wait, transactions older than
 * a second hold at most half of the connections: the oldest of them are ended.
 */
export class Pool {
  private readonly slots: Slot[] = [];
  private readonly queue = new LeaseQueue<Lease>();
  private readonly gate = new DialGate();
  private readonly shares: TenantShares;
  private readonly watch: BackendWatch | undefined;
  private readonly limits: PoolLimits;
  private review: ReturnType<typeof setTimeout> | undefined;
  private strainedUntil = 0;
  private closed = false;

  constructor(private readonly options: PoolOptions) {
    this.limits = withDefaults(options);
    this.shares = new TenantShares(this.limits.maxPerTenant);
    if (options.routing && !this.isPooled)
      this.watch = new BackendWatch(options.routing, this.limits.maxAbandoned, () =>
        this.refuseIfUnreachable(),
      );
  }

  /**
   * Leases a connection, after waiting if none is free. When `signal` aborts, the caller leaves the queue.
   * @throws Overloaded when the queue is full, the wait too long, or the pool closed; what the last connection attempt threw,
   *   while no further one is due; the signal's reason.
   */
  async lease(tenant?: string, signal?: AbortSignal): Promise<Lease> {
    signal?.throwIfAborted();
    if (this.closed) throw new Overloaded("it is closing");
    const slot = this.shares.mayHold(tenant) ? this.freeSlot(tenant) : undefined;
    if (slot) return this.lend(slot, tenant);
    this.assertReachable();
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

  /** The number of leased connections, open ones, those of them whose backend is not gone yet, and waiting callers. */
  get state(): { busy: number; open: number; closing: number; waiting: number } {
    const closing = this.slots.filter((slot) => slot.closing).length;
    const busy = this.slots.filter((slot) => slot.busy && !slot.closing).length;
    return { busy, open: this.slots.length, closing, waiting: this.queue.length };
  }

  /** Refuses new leases, waits up to `seconds` for running ones, then closes every connection. */
  async close(seconds = 5): Promise<void> {
    this.closed = true;
    clearTimeout(this.review);
    this.watch?.close();
    for (const waiter of this.queue.leaveAll()) waiter.reject(new Overloaded("it is closing"));
    await Promise.all(this.slots.map(({ session }) => session.end(seconds)));
  }

  private get isPooled(): boolean {
    return (this.options.pooler ?? "none") !== "none";
  }

  private get slowRoom(): number {
    return Math.max(1, Math.floor(this.options.size / 2));
  }

  private freeSlot(tenant: string | undefined): Slot | undefined {
    this.dropLost();
    const free = this.slots.filter((slot) => !slot.busy);
    const warm = free.find((slot) => slot.lastTenant === tenant);
    if (warm) return warm;
    const mayOpen = this.slots.length < this.options.size && this.gate.refusal === undefined;
    return mayOpen ? this.open() : free[0];
  }

  /** Fails at once what could only wait in vain. */
  private assertReachable(): void {
    if (this.slots.length < this.options.size && this.gate.refusal !== undefined) throw this.gate.refusal;
    const isStuck = this.slots.length > 0 && this.slots.every((slot) => slot.closing);
    if (isStuck && this.watch?.trouble !== undefined) {
      throw new Unavailable("The database", { cause: this.watch.trouble });
    }
  }

  /** Removes connections that were lost while idle. */
  private dropLost(): void {
    for (const slot of this.slots.filter(({ busy, session }) => session.lost && !busy))
      void this.discard(slot);
  }

  /** Closes a connection. Its place is free, for its tenant too, once its backend is gone. */
  private async discard(slot: Slot, tenant?: string, isOverdue = false): Promise<void> {
    Object.assign(slot, { closing: true, busy: true, since: performance.now() });
    const { backend } = slot.session;
    slot.session.giveUp(isOverdue ? endedAsOverdue() : new Unavailable("The database"));
    if (backend) await this.watch?.untilGone(backend, isOverdue);
    this.slots.splice(this.slots.indexOf(slot), 1);
    this.shares.giveBack(tenant);
    this.serveNext();
  }

  private open(): Slot {
    const begunAt = performance.now();
    const session = new Session(this.options);
    session.ready.then(
      () => this.gate.succeeded(),
      (error) => {
        if (isDatabaseAway(error)) this.gate.failed(error, begunAt);
      },
    );
    const slot: Slot = {
      ...{ session, busy: false, closing: false, since: begunAt },
      ...{ lastTenant: undefined, tenants: new Set<string>() },
    };
    this.slots.push(slot);
    return slot;
  }

  private lend(slot: Slot, tenant: string | undefined): Lease {
    slot.busy = true;
    slot.since = performance.now();
    slot.lastTenant = tenant;
    this.shares.take(tenant);
    if (tenant !== undefined) slot.tenants.add(tenant);
    let returned = false;
    const giveBack = (destroy: boolean) => {
      if (returned) throw new Error("A lease was returned twice");
      returned = true;
      this.takeBack(slot, destroy || this.isWornOut(slot));
    };
    return {
      client: slot.session.client,
      warm: slot.session.warm,
      isPooled: this.isPooled,
      release: (isClean) => {
        giveBack(false);
        void isClean?.then((clean) => clean || this.distrust(slot));
      },
      destroy: () => giveBack(true),
      isLost: () => slot.session.lost,
      onLost: (watcher) => slot.session.onLost(watcher),
    };
  }

  /** Its current holder fails at once, and it is not leased again. */
  private distrust(slot: Slot): void {
    slot.session.giveUp(new Unavailable("The database"));
    if (!slot.busy) void this.discard(slot);
  }

  private takeBack(slot: Slot, destroy: boolean): void {
    // Its transaction was ended, and it is closing already.
    if (slot.closing) return;
    if (destroy) return void this.discard(slot, slot.lastTenant);
    slot.busy = false;
    this.shares.giveBack(slot.lastTenant);
    this.serveNext();
  }

  private isWornOut(slot: Slot): boolean {
    const { maxAge, maxTenants } = this.limits;
    const { lost, openedAt } = slot.session;
    return lost || slot.tenants.size >= maxTenants || performance.now() - openedAt >= maxAge;
  }

  private serveNext(): void {
    if (this.closed) return;
    this.dropLost();
    if (this.hasRoom()) {
      const waiter = this.queue.next((tenant) => this.shares.mayHold(tenant));
      const slot = waiter && this.freeSlot(waiter.tenant);
      if (waiter && slot) waiter.resolve(this.lend(slot, waiter.tenant));
    } else this.refuseIfUnreachable();
  }

  private hasRoom(): boolean {
    const mayOpen = this.slots.length < this.options.size && this.gate.refusal === undefined;
    return mayOpen || this.slots.some((slot) => !slot.busy);
  }

  private refuseIfUnreachable(): void {
    try {
      this.assertReachable();
    } catch (error) {
      for (const waiter of this.queue.leaveAll()) waiter.reject(error as Error);
    }
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
    this.reviewSoon();
    return promise.finally(() => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
    });
  }

  private reviewSoon(): void {
    this.review ??= setTimeout(() => {
      this.review = undefined;
      if (this.closed || this.queue.length === 0) return;
      this.endOverdue();
      this.reviewSoon();
    }, reviewPause);
  }

  private endOverdue(): void {
    if (!this.queue.hasNext((tenant) => this.shares.mayHold(tenant))) return;
    const now = performance.now();
    const overdue = listOverdue(this.slots, this.slowRoom, now < this.strainedUntil);
    if (overdue.length > 0) this.strainedUntil = now + strainedFor;
    for (const slot of overdue) void this.discard(slot, slot.lastTenant, true);
  }
}

function endedAsOverdue(): Overloaded {
  return new Overloaded("too many transactions last longer than a second, and this was the oldest");
}

export function createPool(options: PoolOptions): Pool {
  return new Pool(options);
}
