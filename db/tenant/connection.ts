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
import type postgres from "postgres";
import { DomainError, Unavailable } from "#db/errors.ts";
import type { TenantTables } from "#db/types.ts";
import type { Lease } from "./pool.ts";

/** The extended protocol takes one statement at a time, so no second one can ride along. */
export const named = { simple: false, prepare: true } as const;
/** Nobody can have put another in the place of a statement without a name. */
export const unnamed = { simple: false, prepare: false } as const;

export type TenantConnectionOptions = {
  /** Whether the tenant was entered; rejects when not. */
  entered: Promise<void>;
  schema: string;
  readOnly: boolean;
  signal: AbortSignal | undefined;
};

/** What a query may be. Anything else (COMMIT, SET, PREPARE, DO, LISTEN, ALTER ROLE …) is no query of ours. */
const queries = ["SELECT", "INSERT", "UPDATE", "DELETE", "MERGE"];

/** How long the end of a transaction waits for queries that nobody awaited, in milliseconds. */
const longestSettling = 20_000;

/** Kysely's view of one leased connection, between the entry of the tenant and the end of the transaction. */
export class TenantConnection implements DatabaseConnection {
  private over = false;
  private isFit = true;
  private readonly running = new Set<Promise<unknown>>();
  private readonly aborted = Promise.withResolvers<never>();
  private readonly onAbort = () => {
    this.isFit = false;
    this.aborted.reject(this.options.signal?.reason);
  };

  /**
   * When `signal` aborts, running queries reject, and the session is given up. It is not cancelled over the wire: a
   * cancel comes late, when the connection may serve another tenant, and loses the driver's count of pipelined queries.
   */
  constructor(
    private readonly lease: Lease,
    private readonly options: TenantConnectionOptions,
  ) {
    // Every query, and the end, waits for these: here they are only kept from counting as unhandled.
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
    if (!this.isFit) throw notAQuery("What follows");
    this.assertBegin(query.sql);
    // A reader's first query travels behind BEGIN and the context. A writer's waits: were both to fail, it would write.
    if (!this.options.readOnly) await this.options.entered;
    const rows = await this.track(this.send(query));
    return { rows: [...rows] as R[], numAffectedRows: BigInt(rows.count ?? 0) };
  }

  // biome-ignore lint/correctness/useYield: the interface asks for a generator, and tenants' queries do not stream
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error("Streaming is not offered inside a tenant's transaction: page by key instead.");
  }

  /** No query after this. Waits for those that nobody awaited, and fails when the tenant was never entered. */
  async end(): Promise<void> {
    this.close();
    await this.options.entered;
    await this.settleRunning();
    if (!this.isFit) throw new Unavailable("The database");
    this.assertSameSession();
  }

  /** The end after an error. @returns false when nobody vouches for the session any more. */
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

  /** @throws Unavailable when the connection broke: what follows would run on another, outside the transaction. */
  assertSameSession(): void {
    if (this.lease.isLost()) throw new Unavailable("The database");
  }

  private async send({ sql, parameters }: CompiledQuery) {
    this.assertSameSession();
    const { client, warm } = this.lease;
    try {
      const text = warm.textFor(this.options.schema, sql);
      const rows = await client.unsafe<postgres.Row[]>(text, parameters as never[], named);
      await this.options.entered;
      this.assertQuery(rows.command);
      return rows;
    } catch (error) {
      // When entering failed, the query failed because of it, and says less.
      await this.options.entered;
      throw error;
    }
  }

  /** Looked at before it runs, for a COMMIT that has run cannot be undone: the extended protocol takes one statement. */
  private assertBegin(text: string): void {
    const [word = text.slice(0, 20)] = /^[\s(]*([a-z]+)/i.exec(text)?.slice(1) ?? [];
    if (/^(select|with|insert|update|delete|merge|values|table)$/i.test(word)) return;
    this.isFit = false;
    throw notAQuery(word.toUpperCase());
  }

  /** Looked at when it has run: the transaction is rolled back then, and the session given up. */
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
    const timer = setTimeout(late.resolve, longestSettling);
    await Promise.race([Promise.allSettled(this.running), late.promise]);
    clearTimeout(timer);
    if (this.running.size > 0) this.isFit = false;
  }

  private close(): void {
    this.over = true;
    this.options.signal?.removeEventListener("abort", this.onAbort);
  }
}

function notAQuery(what: string): DomainError {
  return new DomainError(
    "not-a-query",
    `${what} is no query: a tenant's transaction reads and writes rows alone.`,
  );
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
    throw new Error("A TenantTransaction is a transaction already: there is none inside it.");
  }
  async commitTransaction(): Promise<void> {}
  async rollbackTransaction(): Promise<void> {}
  async releaseConnection(): Promise<void> {}
  async destroy(): Promise<void> {}
}
