import { connect, type Socket } from "node:net";
import postgres from "postgres";
import { Overloaded } from "#db/errors.ts";
import { StatementCache } from "./statement-cache.ts";

export type Client = postgres.Sql;

/** What stands between this process and PostgreSQL: nothing, or a PgBouncer in transaction mode, by its abilities. */
export type Pooler = "none" | "pgbouncer" | "pgbouncer-prepared";

export type SessionOptions = {
  url: string;
  /** What pg_stat_activity shows for a connection that serves nobody. */
  applicationName: string;
  /**
   * `pgbouncer`: up to 1.20, statements have no names, for the next one may run on another session.
   * `pgbouncer-prepared`: 1.21 and newer with max_prepared_statements above 0. `none` unless told.
   */
  pooler?: Pooler;
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

/** One connection of postgres.js, opened by its first query, and closed for good: never replaced behind our back. */
export class Session {
  readonly client: Client;
  readonly warm: StatementCache;
  readonly openedAt = Date.now();
  /** It broke, or is not to be trusted: whoever has it must not go on, and nobody gets it any more. */
  lost = false;
  private socket: Socket | undefined;
  private closing = false;

  constructor({ url, applicationName, pooler = "none" }: SessionOptions) {
    const isDirect = pooler === "none";
    this.warm = new StatementCache(isDirect ? 64 : 0);
    // A variable, because the driver's types leave out `socket`.
    const options = {
      max: 1,
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

  /** Its socket is destroyed: the driver, told to end at once, may leave it open, or open it once more. */
  async destroy(): Promise<void> {
    this.closing = true;
    this.socket?.destroy();
    await this.client.end({ timeout: 0 }).catch(() => {});
  }

  private connect(host: string, port: number): Promise<Socket> {
    if (this.closing) return Promise.reject(new Overloaded("this connection is being closed"));
    const { promise, resolve, reject } = Promise.withResolvers<Socket>();
    // The driver reads host and port off the socket, for TLS.
    const socket = Object.assign(connect({ host, port }), { host, port });
    this.socket = socket;
    socket.once("connect", () => resolve(socket));
    // Before the driver hears of it: it rejects what was sent, and what is sent from then on it forgets without an answer.
    socket.once("error", (error) => {
      this.lost = true;
      reject(error);
    });
    socket.once("close", () => {
      this.lost = true;
    });
    return promise;
  }
}
