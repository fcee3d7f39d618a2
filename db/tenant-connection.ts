import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
} from "kysely";
import type postgres from "postgres";
import { DomainError } from "./errors.ts";
import type { Client } from "./pool.ts";

/** The extended protocol takes one statement at a time, so no second one can ride along. */
export const extended = { simple: false, prepare: false } as const;
const prepared = { simple: false, prepare: true } as const;

type Query = ReturnType<postgres.PendingQuery<postgres.Row[]>["execute"]>;

/** Kysely's view of one leased connection, between the entry of the tenant and the end of the transaction. */
export class TenantConnection implements DatabaseConnection {
  private over = false;
  private readonly running = new Set<Query>();
  private readonly cancel = () => {
    for (const query of this.running) query.cancel();
  };

  /** When `signal` aborts, running queries are cancelled on the server and further ones are refused. */
  constructor(
    private readonly client: Client,
    private readonly entered: Promise<void>,
    private readonly signal: AbortSignal | undefined,
  ) {
    // Every query, and the end, waits for it: here it is only kept from counting as unhandled.
    entered.catch(() => {});
    signal?.addEventListener("abort", this.cancel, { once: true });
  }

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    this.signal?.throwIfAborted();
    if (this.over) {
      throw new DomainError(
        "transaction-over",
        "This TenantTransaction has ended: query inside its callback, and await every query there.",
      );
    }
    const query = this.client.unsafe<postgres.Row[]>(sql, parameters as never[], prepared).execute();
    this.running.add(query);
    try {
      const rows = await query;
      await this.entered;
      return { rows: [...rows] as R[], numAffectedRows: BigInt(rows.count ?? 0) };
    } catch (error) {
      // When entering failed, the query failed because of it, and says less.
      await this.entered;
      throw error;
    } finally {
      this.running.delete(query);
    }
  }

  // biome-ignore lint/correctness/useYield: the interface asks for a generator, and tenants' queries do not stream
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error("Streaming is not offered inside a tenant's transaction: page by key instead.");
  }

  /** No query after this. Waits for those that nobody awaited, and fails when the tenant was never entered. */
  async end(): Promise<void> {
    this.close();
    await this.entered;
    await Promise.allSettled(this.running);
  }

  /** The end after an error. @returns false when the session could not enter: nobody vouches for it then. */
  async settle(): Promise<boolean> {
    this.close();
    await Promise.allSettled(this.running);
    return this.entered.then(
      () => true,
      () => false,
    );
  }

  private close(): void {
    this.over = true;
    this.signal?.removeEventListener("abort", this.cancel);
  }
}

/** The dialect of one leased connection. Transactions are begun by `inTenant` alone, and never inside another. */
export function dialectOn(connection: TenantConnection): Dialect {
  return {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new LeasedDriver(connection),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  };
}

class LeasedDriver implements Driver {
  constructor(private readonly connection: TenantConnection) {}
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
