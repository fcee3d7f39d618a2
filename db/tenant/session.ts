import type { Socket } from "node:net";
import postgres from "postgres";
import { ConnectionLost, isDatabaseAway, ResultTooLarge } from "#db/errors.ts";
import { dial, type Target, tlsModeOf } from "./driver/dial.ts";
import { PendingQueries } from "./driver/pending-queries.ts";
import { ResultMeter, resultLimits } from "./driver/result-meter.ts";
import { tenantSettings, vanishedClient } from "./session-settings.ts";
import { StatementCache } from "./statement-cache.ts";

export type Client = postgres.Sql;

/** The pooler between this process and PostgreSQL: none, or a PgBouncer in transaction mode. */
export type Pooler = "none" | "pgbouncer" | "pgbouncer-prepared";

export type SessionOptions = {
  url: string;
  /** What pg_stat_activity shows for an idle connection. */
  applicationName: string;
  /**
   * `pgbouncer`: up to 1.20, with unnamed statements, since the next one may run on another session.
   * `pgbouncer-prepared`: 1.21 and newer with max_prepared_statements above 0. `none` by default.
   */
  pooler?: Pooler;
  /** How long the server may take to accept the connection, in milliseconds; 5,000 by default. */
  connectTimeout?: number;
  /**
   * How long a query may wait for its answer after the one before it was answered, in milliseconds; 9,000 by default, 0 for
   * statements without a limit. A connection that lies dead looks like a slow one; without a limit only TCP's own probes
   * tell, after some twelve minutes.
   */
  answerTimeout?: number;
  /**
   * Asked when an answer is late, for statements that may take hours: whether the server still works on it. The query then gets
   * another `answerTimeout`; otherwise, or if this rejects, the connection is given up. See stillWorkingOver.
   */
  isStillWorking?(backend: Backend): Promise<boolean>;
  /** Settings sent with the connection, instead of those for a tenant's SQL. */
  settings?: Record<string, string | number>;
  /** Results of any size. By default they are limited to what a page can show. */
  anyResult?: boolean;
};

/** A server process, as the server itself announced it. `age` in milliseconds: it is at least this old. */
export type Backend = { pid: number; age: number };

/**
 * One connection of postgres.js: opened by its first query, never replaced by the driver. When it fails, or answers neither
 * to the connection attempt nor to a query in time, all its queries reject and its socket is closed.
 */
export class Session {
  readonly client: Client;
  readonly warm: StatementCache;
  /** By performance.now(). */
  readonly openedAt = performance.now();
  /** Resolves once the server accepted the connection; rejects if it is lost before. */
  readonly ready: Promise<void>;
  private readonly accepted = Promise.withResolvers<void>();
  private readonly driver: Client;
  private readonly pending: PendingQueries;
  private readonly connectTimeout: number;
  private socket: Socket | undefined;
  private readyAt: number | undefined;
  private failure: unknown;
  private readonly watchers = new Set<(error: unknown) => void>();

  constructor(private readonly options: SessionOptions) {
    const { url, applicationName, pooler = "none" } = options;
    const isDirect = pooler === "none";
    const answerTimeout = options.answerTimeout ?? 9000;
    this.connectTimeout = options.connectTimeout ?? 5000;
    this.pending = new PendingQueries({
      answerTimeout,
      isStillWorking: async () =>
        this.backend !== undefined && ((await options.isStillWorking?.(this.backend)) ?? false),
      onSilence: () => this.giveUp(new ConnectionLost(`no answer for ${answerTimeout / 1000} s`)),
      onUnsent: (error) => this.giveUp(error),
    });
    this.warm = new StatementCache(isDirect ? 64 : 0);
    this.ready = this.accepted.promise;
    this.ready.catch(() => {});
    const tls = tlsModeOf(url);
    // A variable, because the driver's types leave out `socket`.
    const driverOptions = {
      max: 1,
      // We do both ourselves: the driver's timer starts after the TCP connection, and its TLS hides a lost one.
      connect_timeout: 0,
      ssl: false,
      // The pool renews connections between leases. The driver would do it between two queries of a transaction.
      max_lifetime: 0,
      // Without this every new connection reads all of pg_type, which grows with the number of tenants.
      fetch_types: false,
      prepare: pooler !== "pgbouncer",
      connection: {
        application_name: applicationName,
        ...(isDirect && { ...vanishedClient, ...(options.settings ?? tenantSettings) }),
      },
      onnotice: () => {},
      onparameter: () => this.noteReady(),
      socket: ({ host, port }: { host: string[]; port: number[] }) =>
        this.connect({ host: host[0] ?? "", port: port[0] ?? 0, tls }),
    };
    this.driver = postgres(url, driverOptions);
    this.client = this.pending.trackAll(this.driver);
  }

  /** The connection broke or was given up: its holder must stop, and it is not leased again. */
  get lost(): boolean {
    return this.failure !== undefined;
  }

  /** The server's process behind this connection; undefined before the server accepted it. */
  get backend(): Backend | undefined {
    const { pid } = this.pending;
    if (pid === undefined || this.readyAt === undefined) return undefined;
    return { pid, age: performance.now() - this.readyAt };
  }

  /** Calls `watcher` when the connection is lost or given up. @returns what takes that back. */
  onLost(watcher: (error: unknown) => void): () => void {
    this.watchers.add(watcher);
    return () => void this.watchers.delete(watcher);
  }

  /** Closes the socket and rejects all queries, running and later ones, with `error`. */
  giveUp(error: unknown): void {
    if (this.lost) return;
    this.failure = error;
    this.accepted.reject(error);
    this.pending.fail(error);
    for (const watcher of this.watchers) watcher(error);
    this.socket?.destroy();
    this.driver.end({ timeout: 0 }).catch(() => {});
  }

  /** Waits up to `seconds` for running queries, then closes the connection. */
  async end(seconds: number): Promise<void> {
    await this.driver.end({ timeout: seconds }).catch(() => {});
    this.giveUp(new ConnectionLost("it was closed"));
  }

  /** Called by the driver. A second connection would continue without what the first one's transaction was. */
  private async connect(target: Target): Promise<Socket> {
    if (this.lost) throw this.failure;
    const { host, port } = target;
    const late = () =>
      this.giveUp(new ConnectionLost(`${host}:${port} did not accept it in ${this.connectTimeout / 1000} s`));
    const timer = setTimeout(late, this.connectTimeout);
    const stop = () => clearTimeout(timer);
    this.ready.then(stop, stop);
    const socket = await dial(target, (tcp) => {
      // Until the dial ends, its error says more than the socket's. The socket's own must only not be unhandled.
      this.socket = tcp.on("error", () => {});
    }).catch((error) => {
      // A certificate that is not trusted, say. Whatever the reason, the database is away.
      const { code, message } = error as { code?: unknown; message?: unknown };
      this.giveUp(
        isDatabaseAway(error) ? error : new ConnectionLost(`${message} (${code})`, { cause: error }),
      );
      throw this.failure;
    });
    if (this.socket && socket !== this.socket) this.listen(this.socket);
    this.listen(socket);
    this.socket = socket;
    if (!this.options.anyResult) this.count(socket);
    return closingLate(socket);
  }

  /** We listen before the driver does, which rejects the queries it has sent and forgets the others. */
  private listen(socket: Socket): void {
    socket.on("error", (error) => this.giveUp(error));
    socket.on("close", () => this.giveUp(new ConnectionLost("the server closed it")));
  }

  /** Before the driver's own listener, which collects a message until it is complete. */
  private count(socket: Socket): void {
    const meter = new ResultMeter();
    socket.on("data", (chunk: Buffer) => {
      if (meter.take(chunk)) return;
      const isServer = this.readyAt !== undefined;
      this.giveUp(
        isServer ? new ResultTooLarge(resultLimits) : new ConnectionLost("PostgreSQL does not answer there"),
      );
    });
  }

  private noteReady(): void {
    this.readyAt ??= performance.now();
    this.accepted.resolve();
  }
}

/**
 * The driver collects what it sends until the end of the turn, and writes to nothing if the socket closes before: an exception
 * that nobody catches, which ends the process. It learns of the end only after that write.
 */
function closingLate(socket: Socket): Socket {
  const on = socket.on.bind(socket);
  socket.on = (event: string, listener: (...args: unknown[]) => void) =>
    on(event, event === "close" ? (...args) => setImmediate(listener, ...args) : listener);
  return socket;
}
