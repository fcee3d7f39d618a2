import { connect, type Socket } from "node:net";
import postgres from "postgres";
import { Overloaded } from "./errors.ts";
import { type Waiter, WaitingLine } from "./waiting-line.ts";
import { WarmStatements } from "./warm-statements.ts";

export type Client = postgres.Sql;

/** What stands between this process and PostgreSQL: nothing, or a PgBouncer in transaction mode, by its abilities. */
export type Pooler = "none" | "pgbouncer" | "pgbouncer-prepared";

/** A connection in the hands of one caller. Give it back exactly once, by `release` or `destroy`. */
export type Lease = {
  client: Client;
  /** The statements that this connection has plans for, by tenant. */
  warm: WarmStatements;
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

export type PoolOptions = {
  url: string;
  /** Connections at most. */
  size: number;
  /** What pg_stat_activity shows for a connection that serves nobody. */
  applicationName: string;
  /**
   * `pgbouncer`: up to 1.20, statements have no names, for the next one may run on another session.
   * `pgbouncer-prepared`: 1.21 and newer with max_prepared_statements above 0. `none` unless told.
   */
  pooler?: Pooler;
  /** Connections that one tenant may hold at once; by default all but one, so that a neighbour finds one. */
  mostPerTenant?: number;
  /** Callers that may wait at once; one more is refused. 1,000 unless told. */
  mostWaiting?: number;
  /** How long a caller waits for a connection, in milliseconds. 5,000 unless told. */
  longestWait?: number;
  /** A connection is replaced at this age, in milliseconds (half an hour unless told) … */
  oldest?: number;
  /** … or when it served this many tenants (500 unless told): its backend keeps 94 KB for each, and frees none. */
  mostTenants?: number;
};

type Slot = {
  client: Client;
  busy: boolean;
  lost: boolean;
  /** Given up: nobody gets it any more, and it counts until it is closed. */
  closing: boolean;
  socket: Socket | undefined;
  lastTenant: string | undefined;
  openedAt: number;
  tenants: Set<string>;
  warm: WarmStatements;
};

/** In milliseconds. */
const connectTimeout = 5000;

/**
 * Given at connect they go before whatever SQL made the role's own defaults, and are what `reset all` goes back to.
 * PgBouncer takes no such settings.
 */
const sessionDefaults = {
  row_security: "on",
  datestyle: "ISO, MDY",
  timezone: "UTC",
  search_path: "pg_catalog",
  statement_timeout: 30_000,
  lock_timeout: 10_000,
  // A server that works for a client who hung up notices, and stops.
  client_connection_check_interval: 2000,
  log_parameter_max_length_on_error: 0,
};

/**
 * A bounded number of single-connection clients under a lease, opened on demand. A tenant meets the connection that
 * served it last, when that one is free: its plans are warm. Tenants that wait take turns.
 */
export class Pool {
  private readonly slots: Slot[] = [];
  private readonly line = new WaitingLine<Lease>();
  private readonly held = new Map<string, number>();
  private readonly limits: Required<Omit<PoolOptions, "url" | "applicationName">>;
  private closed = false;

  constructor(private readonly options: PoolOptions) {
    this.limits = {
      mostPerTenant: Math.max(1, options.size - 1),
      mostWaiting: 1000,
      longestWait: 5000,
      pooler: "none",
      oldest: 30 * 60_000,
      mostTenants: 500,
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
    await Promise.all(this.slots.map((slot) => slot.client.end({ timeout: seconds })));
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
    for (const slot of this.slots.filter(({ busy, lost }) => lost && !busy)) this.remove(slot);
  }

  /**
   * Closes a connection, and makes room when it is closed: there are never more than the size. Its socket is destroyed:
   * the driver, told to end at once, may leave it open, or open it once more.
   */
  private async discard(slot: Slot): Promise<void> {
    slot.closing = true;
    slot.busy = true;
    slot.socket?.destroy();
    await slot.client.end({ timeout: 0 }).catch(() => {});
    this.remove(slot);
    this.serveNext();
  }

  private connect(slot: Slot, host: string, port: number): Promise<Socket> {
    if (slot.closing) return Promise.reject(new Overloaded("this connection is being closed"));
    const { promise, resolve, reject } = Promise.withResolvers<Socket>();
    // The driver reads host and port off the socket, for TLS.
    const socket = Object.assign(connect({ host, port }), { host, port });
    slot.socket = socket;
    socket.once("connect", () => resolve(socket));
    socket.once("error", reject);
    return promise;
  }

  private remove(slot: Slot): void {
    const position = this.slots.indexOf(slot);
    if (position >= 0) this.slots.splice(position, 1);
  }

  private open(): Slot {
    const isDirect = this.limits.pooler === "none";
    // A variable, because the driver's types leave out `socket`.
    const options = {
      max: 1,
      // The pool renews connections between leases. The driver would do it between two queries of a transaction.
      max_lifetime: 0,
      // Without this every new connection reads all of pg_type, which grows with the number of tenants.
      fetch_types: false,
      connect_timeout: connectTimeout / 1000,
      prepare: this.limits.pooler !== "pgbouncer",
      connection: { application_name: this.options.applicationName, ...(isDirect && sessionDefaults) },
      onnotice: () => {},
      onclose: () => {
        slot.lost = true;
      },
      socket: ({ host, port }: { host: string[]; port: number[] }) =>
        this.connect(slot, host[0] ?? "", port[0] ?? 0),
    };
    const client = postgres(this.options.url, options);
    const slot: Slot = {
      client,
      busy: false,
      lost: false,
      closing: false,
      socket: undefined,
      lastTenant: undefined,
      openedAt: Date.now(),
      tenants: new Set<string>(),
      warm: new WarmStatements(isDirect ? 64 : 0),
    };
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
      client: slot.client,
      warm: slot.warm,
      release: (isClean) => {
        giveBack(false);
        void isClean?.then((clean) => clean || this.distrust(slot));
      },
      destroy: () => giveBack(true),
      isLost: () => slot.lost,
    };
  }

  /** Whoever has the connection by now is told when they look, and it is not lent on after them. */
  private distrust(slot: Slot): void {
    slot.lost = true;
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
    return slot.lost || slot.tenants.size >= mostTenants || Date.now() - slot.openedAt >= oldest;
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
