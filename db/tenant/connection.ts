import {
  type CompiledQuery,
  type DatabaseConnection,
  DefaultQueryExecutor,
  type Dialect,
  type Driver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
} from "kysely";
import { DomainError, Unavailable } from "#db/errors.ts";
import type { TenantTables } from "#db/types.ts";
import type { Lease } from "./pool.ts";
import { send } from "./send.ts";
import { isRegistered } from "./statement-cache.ts";
import { assertStatement, notAQuery } from "./statement-check.ts";

export type TenantConnectionOptions = {
  /** Rejects if the tenant could not be entered. */
  entered: Promise<void>;
  schema: string;
  readOnly: boolean;
  signal: AbortSignal | undefined;
  /** Without plans kept by earlier transactions: a second run, after one of them outlived its table's shape. */
  withoutPlans?: boolean;
};

/** The allowed commands, by the tag of their answer. */
const queries = ["SELECT", "INSERT", "UPDATE", "DELETE"];

/** How long the end of a transaction waits for queries that the callback did not await, in milliseconds. */
const settleTimeout = 20_000;

/** Kysely's view of one leased connection, between the entry of the tenant and the end of the transaction. */
export class TenantConnection implements DatabaseConnection {
  /** The error that made the transaction fail. Those after it follow from it, and may arrive before it. */
  firstError: unknown;
  /** A query has written, as far as its command tag tells. */
  hasWritten = false;
  private over = false;
  private isFit = true;
  private readonly running = new Set<Promise<unknown>>();
  private readonly aborted = Promise.withResolvers<never>();
  private readonly onAbort = () => {
    this.isFit = false;
    this.aborted.reject(this.options.signal?.reason);
  };

  /**
   * When `signal` aborts, running queries reject and the session is closed. We send no cancel request: it may arrive when the
   * connection serves another tenant, and it breaks the driver's count of pipelined queries.
   */
  constructor(
    private readonly lease: Lease,
    private readonly options: TenantConnectionOptions,
  ) {
    // Queries and the end await these promises; here we only avoid unhandled rejections.
    options.entered.catch(() => {});
    this.aborted.promise.catch(() => {});
    options.signal?.addEventListener("abort", this.onAbort, { once: true });
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    this.options.signal?.throwIfAborted();
    if (this.over) {
      throw new DomainError(
        "transaction-over",
        "This TenantTransaction has ended: query inside its callback, and await every query there.",
      );
    }
    if (!this.isFit) throw notAQuery("This");
    this.assertText(query.sql);
    // A reader's first query is sent together with BEGIN and the entry. A writer's waits: if both failed, it would write.
    if (!this.options.readOnly) await this.options.entered;
    const rows = await this.track(this.send(query));
    return { rows: [...rows] as R[], numAffectedRows: BigInt(rows.count ?? 0) };
  }

  // biome-ignore lint/correctness/useYield: the interface asks for a generator, and tenants' queries do not stream
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error("Streaming is not supported in a tenant's transaction. Page by key instead.");
  }

  /** Refuses further queries and waits for running ones. @throws if the tenant was never entered. */
  async end(): Promise<void> {
    this.close();
    await this.options.entered;
    await this.settleRunning();
    if (!this.isFit) throw new Unavailable("The database");
    this.assertSameSession();
  }

  /** The end after an error. @returns false if the session's state is unknown. */
  async settle(): Promise<boolean> {
    this.close();
    if (!this.isFit || this.lease.isLost()) return false;
    await this.settleRunning();
    const isEntered = await this.options.entered.then(
      () => true,
      () => false,
    );
    return isEntered && this.isFit && !this.lease.isLost();
  }

  /** @throws Unavailable if the connection was lost: the next query would run on another, outside the transaction. */
  assertSameSession(): void {
    if (this.lease.isLost()) throw new Unavailable("The database");
  }

  private async send(query: CompiledQuery) {
    this.assertSameSession();
    const { client, warm } = this.lease;
    const { sql, parameters: values } = query;
    const { schema, withoutPlans } = this.options;
    const prepareAs = isRegistered(query) && !withoutPlans ? warm.textFor(schema, sql) : undefined;
    try {
      const rows = await send(client, { sql, values, prepareAs });
      await this.options.entered;
      this.assertQuery(rows.command);
      this.hasWritten ||= rows.command !== "SELECT";
      return rows;
    } catch (error) {
      if (!isAftermath(error)) this.firstError ??= error;
      // If the entry failed, its error is the cause, so that one is thrown.
      await this.options.entered;
      throw error;
    }
  }

  /** Checked before the statement is sent: a COMMIT cannot be undone. The session is closed. */
  private assertText(text: string): void {
    try {
      assertStatement(text);
    } catch (error) {
      this.isFit = false;
      throw error;
    }
  }

  /** Checked after the statement ran: the transaction is rolled back and the session closed. */
  private assertQuery(command: string): void {
    if (queries.includes(command)) return;
    this.isFit = false;
    throw notAQuery(command);
  }

  private async track<T>(query: Promise<T>): Promise<T> {
    this.running.add(query);
    const done = () => void this.running.delete(query);
    query.then(done, done);
    return await (this.options.signal ? Promise.race([query, this.aborted.promise]) : query);
  }

  private async settleRunning(): Promise<void> {
    if (this.running.size === 0) return;
    const late = Promise.withResolvers<void>();
    const timer = setTimeout(late.resolve, settleTimeout);
    await Promise.race([Promise.allSettled(this.running), late.promise]);
    clearTimeout(timer);
    if (this.running.size > 0) this.isFit = false;
  }

  private close(): void {
    this.over = true;
    this.options.signal?.removeEventListener("abort", this.onAbort);
  }
}

/** Whether a query failed because the transaction had failed before. */
export function isAftermath(error: unknown): boolean {
  return (error as { code?: unknown } | null)?.code === "25P02";
}

const adapter = new PostgresAdapter();
const compiler = new PostgresQueryCompiler();

/** Kysely on one connection. Only `inTenant` begins transactions, and never inside another. */
export function kyselyOn(connection: DatabaseConnection): Kysely<TenantTables> {
  const driver = new LeasedDriver(connection);
  const dialect: Dialect = {
    createAdapter: () => adapter,
    createDriver: () => driver,
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => compiler,
  };
  const provider = {
    provideConnection: <T>(use: (one: DatabaseConnection) => Promise<T>) => use(connection),
  };
  const executor = new DefaultQueryExecutor(compiler, adapter, provider);
  return new Kysely<TenantTables>({ config: { dialect }, dialect, driver, executor });
}

class LeasedDriver implements Driver {
  constructor(private readonly connection: DatabaseConnection) {}
  async init(): Promise<void> {}
  async acquireConnection(): Promise<DatabaseConnection> {
    return this.connection;
  }
  async beginTransaction(): Promise<void> {
    throw new Error("A TenantTransaction cannot begin another transaction.");
  }
  async commitTransaction(): Promise<void> {}
  async rollbackTransaction(): Promise<void> {}
  async releaseConnection(): Promise<void> {}
  async destroy(): Promise<void> {}
}
