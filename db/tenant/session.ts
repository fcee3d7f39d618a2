import { connect, type Socket } from "node:net";
import postgres from "postgres";
import { Overloaded } from "#db/errors.ts";
import { ResultMeter } from "./result-meter.ts";
import { secure, type TlsMode, tlsModeOf } from "./secure-socket.ts";
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
};

/** In milliseconds. */
const connectTimeout = 5000;

/**
 * Sent with the connection, they override the role's defaults and are what `reset all` restores. PgBouncer does not accept
 * such settings.
 */
const sessionDefaults = {
  row_security: "on",
  datestyle: "ISO, MDY",
  timezone: "UTC",
  search_path: "pg_catalog",
  statement_timeout: 30_000,
  lock_timeout: 10_000,
  // A backend stops working for a client that has disconnected.
  client_connection_check_interval: 2000,
  log_parameter_max_length_on_error: 0,
};

/** One connection of postgres.js, opened by its first query and never replaced by the driver. */
export class Session {
  readonly client: Client;
  readonly warm: StatementCache;
  readonly openedAt = Date.now();
  /** The connection broke or is not trusted: its holder must stop, and it is not leased again. */
  lost = false;
  /** It is lost because a result exceeded the limits. */
  hasExceeded = false;
  private readonly tls: TlsMode | undefined;
  private socket: Socket | undefined;
  private closing = false;

  constructor({ url, applicationName, pooler = "none" }: SessionOptions) {
    const isDirect = pooler === "none";
    this.tls = tlsModeOf(url);
    this.warm = new StatementCache(isDirect ? 64 : 0);
    // A variable, because the driver's types leave out `socket`.
    const options = {
      max: 1,
      // Ours is encrypted before the driver gets it.
      ssl: false,
      // The pool renews connections between leases. The driver would do it between two queries of a transaction.
      max_lifetime: 0,
      // Without this every new connection reads all of pg_type, which grows with the number of tenants.
      fetch_types: false,
      connect_timeout: connectTimeout / 1000,
      prepare: pooler !== "pgbouncer",
      connection: { application_name: applicationName, ...(isDirect && sessionDefaults) },
      onnotice: () => {},
      onclose: () => {
        this.lost = true;
      },
      socket: ({ host, port }: { host: string[]; port: number[] }) =>
        this.connect(host[0] ?? "", port[0] ?? 0),
    };
    this.client = postgres(url, options);
  }

  /** Destroys the socket: the driver's own `end` may leave it open, or open it again. */
  async destroy(): Promise<void> {
    this.closing = true;
    this.socket?.destroy();
    await this.client.end({ timeout: 0 }).catch(() => {});
  }

  private async connect(host: string, port: number): Promise<Socket> {
    if (this.closing) throw new Overloaded("this connection is being closed");
    const socket = await this.dial(host, port).then((plain) => this.encrypt(plain, host));
    const meter = new ResultMeter();
    // Before the driver's own listener, which collects a message until it is complete.
    socket.on("data", (chunk: Buffer) => {
      if (meter.take(chunk)) return;
      this.hasExceeded = true;
      this.lost = true;
      socket.destroy();
    });
    // The driver reads host and port off the socket.
    return Object.assign(socket, { host, port });
  }

  private dial(host: string, port: number): Promise<Socket> {
    const { promise, resolve, reject } = Promise.withResolvers<Socket>();
    const socket = this.watch(connect({ host, port }));
    socket.once("connect", () => resolve(socket));
    socket.once("error", reject);
    return promise;
  }

  private async encrypt(plain: Socket, host: string): Promise<Socket> {
    if (!this.tls) return plain;
    try {
      const socket = await secure(plain, host, this.tls);
      return socket === plain ? plain : this.watch(socket);
    } catch (error) {
      plain.destroy();
      throw error;
    }
  }

  /** We listen before the driver does: it rejects pending queries, and never answers those sent after that. */
  private watch(socket: Socket): Socket {
    this.socket = socket;
    const lose = () => {
      this.lost = true;
    };
    return socket.once("error", lose).once("close", lose);
  }
}
