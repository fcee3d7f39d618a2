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
  const connection = new TenantConnection(lease.client);
  let clean = false;
  try {
    await begin(lease.client, tenant, options);
    const result = await fn(handleOn(connection));
    connection.end();
    await commit(lease.client);
    clean = true;
    return result;
  } catch (error) {
    connection.end();
    clean = clean || (await rollback(lease.client, error));
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

/** BEGIN and the context travel together. The context's statement has no name: nobody can put another in its place. */
async function begin(
  client: Client,
  tenant: Pick<Tenant, "id" | "schema">,
  { readOnly, sealSecret, label }: TenantTransactionOptions,
): Promise<void> {
  const key = sealTenantKey(sealSecret, tenant.id);
  const application = `${tenant.schema.slice(0, 40)} ${label}`.slice(0, 63);
  await Promise.all([
    client.unsafe(`begin isolation level read committed, read ${readOnly ? "only" : "write"}`, [], extended),
    client.unsafe(
      "select app.enter_tenant($1, $2, $3, $4)",
      [tenant.schema, tenant.id, key, application],
      extended,
    ),
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

/** Whether the connection may be lent on. One that held a foreign prepared statement may not. */
async function rollback(client: Client, cause: unknown): Promise<boolean> {
  try {
    await client.unsafe("rollback", [], extended);
    return (cause as { code?: unknown } | null)?.code !== "TN001";
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
  constructor(private readonly client: Client) {}

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    if (this.over) {
      throw new DomainError(
        "transaction-over",
        "This TenantTransaction has ended: query inside its callback, and await every query there.",
      );
    }
    const rows = await this.client.unsafe(sql, parameters as never[], prepared);
    return { rows: [...rows] as R[], numAffectedRows: BigInt(rows.count ?? 0) };
  }

  // biome-ignore lint/correctness/useYield: the interface asks for a generator, and tenants' queries do not stream
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error("Streaming is not offered inside a tenant's transaction: page by key instead.");
  }

  end(): void {
    this.over = true;
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
