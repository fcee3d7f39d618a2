import type { Expression, Kysely, QueryExecutorProvider } from "kysely";
import { DomainError } from "#db/errors.ts";
import type { TenantTables } from "#db/types.ts";
import { isUuid } from "#db/uuid.ts";
import { kyselyOn, named, TenantConnection, unnamed } from "./connection.ts";
import { sealTenantKey } from "./guard.ts";
import type { Lease, Pool } from "./pool.ts";
import type { Tenant } from "./tenant.ts";

const beginReading = "begin isolation level read committed, read only";
const beginWriting = "begin isolation level read committed, read write";

declare const madeByInTenant: unique symbol;

/**
 * A handle that reads one tenant's rows, within one transaction. Only `inTenant` makes one, and it dies with its
 * callback. It is as much of Kysely as reads: tables are unqualified, and are the tenant's.
 */
export type TenantReader = Reads<TenantTables> & { readonly [madeByInTenant]: true };

/** A handle that also writes. It goes wherever a reader is wanted; a reader does not go where this is wanted. */
export type TenantTransaction = Pick<
  Kysely<TenantTables>,
  "insertInto" | "updateTable" | "deleteFrom" | "mergeInto" | "with"
> &
  TenantReader;

/** `getExecutor` is there for Kysely's `sql`: no type knows what its text does, but the database does. */
type Reads<Tables> = QueryExecutorProvider &
  Pick<Kysely<Tables>, "selectFrom" | "selectNoFrom" | "fn" | "case" | "dynamic"> & {
    with<Name extends string, Row>(
      name: Name,
      query: (reader: Reads<Tables>) => Expression<Row>,
    ): Reads<Tables & Record<Name, Row>>;
  };

export type TenantTransactionOptions = {
  pool: Pool;
  /** TENANT_SEAL_SECRET: the tenant's key is made from it. */
  sealSecret: string;
  /** READ ONLY: the database refuses every write. */
  readOnly: boolean;
  /** What the operator sees beside the tenant in pg_stat_activity: a request id, a job's name. */
  label: string;
  /** When it aborts, the caller leaves the pool's line, running queries reject, and the session is given up. */
  signal?: AbortSignal;
  /** A writer that may be run a second time as a whole after a conflict. A reader always may. */
  repeatable?: boolean;
};

type Target = Pick<Tenant, "id" | "schema">;
type Work<T> = (tx: TenantTransaction) => Promise<T>;
type Reading<T> = (tx: TenantReader) => Promise<T>;

/**
 * Runs `fn` in a transaction that sees one tenant and nothing else, and commits when it returns.
 * When `fn` throws, nothing is written and its error is passed on. After a conflict with another transaction, with a
 * migration that changed a table under a prepared statement, or with SQL that took such a statement away, a reader, or a
 * `repeatable` writer, is run once more; so is everybody who met a session that could not be entered. Only the literal
 * `readOnly: false` gets `fn` a handle that writes.
 * @throws DomainError "invalid-tenant-context" before any SQL for an id or schema that has not the expected form;
 *   "transaction-rolled-back" when the database did not commit; Overloaded from the pool.
 */
export async function inTenant<T>(
  tenant: Target,
  options: TenantTransactionOptions & { readOnly: false },
  fn: Work<T>,
): Promise<T>;
export async function inTenant<T>(
  tenant: Target,
  options: TenantTransactionOptions,
  fn: Reading<T>,
): Promise<T>;
export async function inTenant<T>(
  tenant: Target,
  options: TenantTransactionOptions,
  fn: Work<T>,
): Promise<T> {
  assertTenantContext(tenant);
  try {
    return await runOnce(tenant, options, fn);
  } catch (error) {
    const mayRepeat =
      codeOf(error) === notEntered || ((options.readOnly || options.repeatable) && isConflict(error));
    if (!mayRepeat || options.signal?.aborted) throw error;
    return await runOnce(tenant, options, fn);
  }
}

async function runOnce<T>(tenant: Target, options: TenantTransactionOptions, fn: Work<T>): Promise<T> {
  const { pool, readOnly, signal } = options;
  const lease = await pool.lease(tenant.id, signal);
  const entered = begin(lease, tenant, options);
  const connection = new TenantConnection(lease, { entered, schema: tenant.schema, readOnly, signal });
  let end: Promise<boolean> | false = false;
  try {
    const tx = kyselyOn(connection) as unknown as TenantTransaction;
    const result = await fn(tx);
    await connection.end();
    if (!readOnly) await commit(lease);
    connection.assertSameSession();
    end = readOnly ? rollback(lease) : Promise.resolve(true);
    return result;
  } catch (error) {
    end = (await connection.settle()) && !isRobbed(error) && rollback(lease);
    throw error;
  } finally {
    if (end) lease.release(end);
    else lease.destroy();
  }
}

function assertTenantContext({ id, schema }: Target): void {
  if (!isUuid(id)) {
    throw new DomainError("invalid-tenant-context", "The tenant id is not a UUID.");
  }
  if (!/^tenant_[a-z0-9_]{1,56}$/.test(schema)) {
    throw new DomainError("invalid-tenant-context", "The schema name is not a tenant's.");
  }
}

/**
 * BEGIN and the context are sent at once, and the first query right behind them: one round trip for the three.
 * The context's statement has no name, so nobody can have put another in its place.
 */
async function begin(lease: Lease, tenant: Target, options: TenantTransactionOptions): Promise<void> {
  const { readOnly, sealSecret, label } = options;
  const key = sealTenantKey(sealSecret, tenant.id);
  const application = `${tenant.schema.slice(0, 40)} ${label}`.slice(0, 63);
  const begun = lease.client.unsafe(readOnly ? beginReading : beginWriting, [], named);
  const enter = lease.client.unsafe("select app.enter_tenant($1, $2, $3, $4)", [], unnamed);
  // postgres.js asks the server for the types of parameters before it sends their values, which costs a round trip and
  // holds up what follows. All four are text: given here, behind its back, they travel with the statement.
  Object.assign(enter, { parameters: [tenant.schema, tenant.id, key, application] });
  await Promise.all([begun, enter]);
}

/**
 * Cleans the session of what the transaction's SQL may have left on it, and commits, in one flight. After an error that
 * somebody swallowed, COMMIT answers ROLLBACK, and without an error: so its tag is looked at.
 */
async function commit({ client }: Lease): Promise<void> {
  const cleaned = client.unsafe("select app.leave_tenant()", [], unnamed);
  const [, { command }] = await Promise.all([
    cleaned.catch((error) => error),
    client.unsafe("commit", [], unnamed),
  ]);
  if (command !== "COMMIT") {
    throw new DomainError(
      "transaction-rolled-back",
      "The transaction was rolled back, because a query in it had failed.",
    );
  }
}

/**
 * The end of every reader, and of a writer that failed. It takes back all that the transaction's SQL set, and nothing
 * hangs on its answer: the connection may be lent on behind it.
 * @returns whether it was what ended the transaction.
 */
async function rollback({ client }: Lease): Promise<boolean> {
  try {
    return (await client.unsafe("rollback", [], named)).command === "ROLLBACK";
  } catch {
    return false;
  }
}

/** app.enter_tenant found a statement prepared by SQL. Nothing of the transaction has run. */
const notEntered = "TN001";

/** 0A000: a cached plan outlived its table's shape; 40001: serialization failure; 40P01: deadlock. */
function isConflict(error: unknown): boolean {
  return ["0A000", "40001", "40P01"].includes(codeOf(error)) || isRobbed(error);
}

/** A statement that the driver prepared is gone: SQL of an earlier transaction took it away. The session is given up. */
function isRobbed(error: unknown): boolean {
  return codeOf(error) === "26000";
}

function codeOf(error: unknown): string {
  return String((error as { code?: unknown } | null)?.code ?? "");
}
