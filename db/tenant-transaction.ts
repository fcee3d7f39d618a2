import {
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
} from "kysely";
import { DomainError } from "./errors.ts";
import { sealTenantKey } from "./guard.ts";
import type { Client, Pool } from "./pool.ts";
import type { Tenant } from "./tenant.ts";
import type { TenantTables } from "./types.ts";

declare const madeByInTenant: unique symbol;

/**
 * A handle on one tenant's rows, within one transaction. Only `inTenant` makes one, and it dies with its callback.
 * It is Kysely: tables are unqualified, and are the tenant's.
 */
export type TenantTransaction = Kysely<TenantTables> & { readonly [madeByInTenant]: true };

export type TenantTransactionOptions = {
  pool: Pool;
  /** TENANT_SEAL_SECRET: the tenant's key is made from it. */
  sealSecret: string;
  /** READ ONLY: the database refuses every write. */
  readOnly: boolean;
  /** What the operator sees beside the tenant in pg_stat_activity: a request id, a job's name. */
  label: string;
};

/**
 * Runs `fn` in a transaction that sees one tenant and nothing else, and commits when it returns.
 * When `fn` throws, nothing is written and its error is passed on.
 * @throws DomainError "invalid-tenant-context" before any SQL for an id or schema that has not the expected form;
 *   "transaction-rolled-back" when the database did not commit; Overloaded from the pool.
 */
export async function inTenant<T>(
  tenant: Pick<Tenant, "id" | "schema">,
  options: TenantTransactionOptions,
  fn: (tx: TenantTransaction) => Promise<T>,
): Promise<T> {
  assertTenantContext(tenant);
  const lease = await options.pool.lease(tenant.id);
  const connection = new TenantConnection(lease.client, begin(lease.client, tenant, options));
  let clean = false;
  try {
    const result = await fn(handleOn(connection));
    await connection.end();
    await commit(lease.client);
    clean = true;
    return result;
  } catch (error) {
    clean = (await connection.settle()) && (await rollback(lease.client));
    throw error;
  } finally {
    if (clean) lease.release();
    else lease.destroy();
  }
}

function assertTenantContext(tenant: Pick<Tenant, "id" | "schema">): void {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(tenant.id)) {
    throw new DomainError("invalid-tenant-context", "The tenant id is not a UUID.");
  }
  if (!/^tenant_[a-z0-9_]{1,56}$/.test(tenant.schema)) {
    throw new DomainError("invalid-tenant-context", "The schema name is not a tenant's.");
  }
}

/**
 * BEGIN and the context are sent at once, and the first query right behind them: one round trip for the three.
 * The context's statement has no name, so nobody can have put another in its place.
 */
async function begin(
  client: Client,
  tenant: Pick<Tenant, "id" | "schema">,
  { readOnly, sealSecret, label }: TenantTransactionOptions,
): Promise<void> {
  const key = sealTenantKey(sealSecret, tenant.id);
  const application = `${tenant.schema.slice(0, 40)} ${label}`.slice(0, 63);
  const enter = client.unsafe("select app.enter_tenant($1, $2, $3, $4)", [], extended);
  // postgres.js asks the server for the types of parameters before it sends their values, which costs a round trip and
  // holds up what follows. All four are text: given here, behind its back, they travel with the statement.
  Object.assign(enter, { parameters: [tenant.schema, tenant.id, key, application] });
  await Promise.all([
    client.unsafe(`begin isolation level read committed, read ${readOnly ? "only" : "write"}`, [], extended),
    enter,
  ]);
}

/** After an error that somebody swallowed, COMMIT answers ROLLBACK, and without an error: so its tag is looked at. */
async function commit(client: Client): Promise<void> {
  const { command } = await client.unsafe("commit", [], extended);
  if (command !== "COMMIT") {
    throw new DomainError(
      "transaction-rolled-back",
      "The transaction was rolled back, because a query in it had failed.",
    );
  }
}

/** Whether the connection may be lent on. */
async function rollback(client: Client): Promise<boolean> {
  try {
    await client.unsafe("rollback", [], extended);
    return true;
  } catch {
    return false;
  }
}

/** The extended protocol takes one statement at a time, so no second one can ride along. */
const extended = { simple: false, prepare: false } as const;
const prepared = { simple: false, prepare: true } as const;

function handleOn(connection: TenantConnection): TenantTransaction {
  return new Kysely<TenantTables>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new LeasedDriver(connection),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  }) as TenantTransaction;
}

class TenantConnection implements DatabaseConnection {
  private over = false;
  private readonly running = new Set<Promise<unknown>>();

  constructor(
    private readonly client: Client,
    private readonly entered: Promise<void>,
  ) {
    // Every query, and the end, waits for it: here it is only kept from counting as unhandled.
    entered.catch(() => {});
  }

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    if (this.over) {
      throw new DomainError(
        "transaction-over",
        "This TenantTransaction has ended: query inside its callback, and await every query there.",
      );
    }
    const query = this.client.unsafe(sql, parameters as never[], prepared).execute();
    this.running.add(query);
    try {
      // In this order: when entering failed, the query failed because of it, and says less.
      const [, rows] = await Promise.all([this.entered, query]);
      return { rows: [...rows] as R[], numAffectedRows: BigInt(rows.count ?? 0) };
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
    this.over = true;
    await this.entered;
    await Promise.allSettled(this.running);
  }

  /** The end after an error. @returns false when the session may hold another's statements, or could not begin. */
  async settle(): Promise<boolean> {
    this.over = true;
    await Promise.allSettled(this.running);
    return this.entered.then(
      () => true,
      () => false,
    );
  }
}

/** Hands out the one leased connection. Transactions are begun by `inTenant` alone, and never inside another. */
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
