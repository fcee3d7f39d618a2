import type { Expression, Kysely, QueryExecutorProvider } from "kysely";
import { DomainError, isDatabaseAway, OutcomeUnknown, TenantChanged, Unavailable } from "#db/errors.ts";
import type { TenantTables } from "#db/types.ts";
import { isUuid } from "#db/uuid.ts";
import { isAftermath, kyselyOn, TenantConnection } from "./connection.ts";
import { sealTenantKey } from "./guard.ts";
import type { Client, Lease, Pool } from "./pool.ts";
import { named, unnamed } from "./send.ts";
import type { FoundTenant } from "./tenant.ts";

const beginReading = "begin isolation level read committed, read only";
const beginWriting = "begin isolation level read committed, read write";

declare const madeByInTenant: unique symbol;

/**
 * A handle that reads one tenant's rows within one transaction. Only `inTenant` creates one, and it is valid only inside the
 * callback. It has the part of Kysely that reads. Table names are unqualified and mean the tenant's tables.
 */
export type TenantReader = Reads<TenantTables> & { readonly [madeByInTenant]: true };

/**
 * A handle that also writes. It is assignable to a reader, but not the other way round. Neither has MERGE, which can see
 * around row-level security.
 */
export type TenantTransaction = Writes<TenantTables> & TenantReader;

type Writes<Tables> = Pick<Kysely<Tables>, "insertInto" | "updateTable" | "deleteFrom"> & {
  with<Name extends string, Row>(
    name: Name,
    query: (writer: Writes<Tables> & Reads<Tables>) => Expression<Row>,
  ): Writes<Tables & Record<Name, Row>> & Reads<Tables & Record<Name, Row>>;
};

/** `getExecutor` is for Kysely's `sql`. Types cannot tell what its text does; the database checks it. */
type Reads<Tables> = QueryExecutorProvider &
  Pick<Kysely<Tables>, "selectFrom" | "selectNoFrom" | "fn" | "case" | "dynamic"> & {
    with<Name extends string, Row>(
      name: Name,
      query: (reader: Reads<Tables>) => Expression<Row>,
    ): Reads<Tables & Record<Name, Row>>;
  };

export type TenantTransactionOptions = {
  pool: Pool;
  /** TENANT_SEAL_SECRET, from which the tenant's key is derived. */
  sealSecret: string;
  /** READ ONLY: the database refuses every write. */
  readOnly: boolean;
  /** Shown beside the tenant in pg_stat_activity: a request id or a job's name. */
  label: string;
  /** When it aborts, the caller leaves the pool's queue, running queries reject, and the session is closed. */
  signal?: AbortSignal;
  /** Whether a writer may run again after a conflict. A reader always may. */
  repeatable?: boolean;
};

/** Without a revision the caller believes nothing of the tenant but its schema. */
type Target = Pick<FoundTenant, "id" | "schema"> & Partial<Pick<FoundTenant, "revision">>;
type Work<T> = (tx: TenantTransaction) => Promise<T>;
type Reading<T> = (tx: TenantReader) => Promise<T>;

/**
 * Runs `fn` in a transaction that sees only this tenant, and commits when it returns. If `fn` throws, nothing is written and
 * its error is rethrown. A reader, a `repeatable` writer, or one that had not written yet, runs once more after a conflict with
 * another transaction, with a migration that changed a table under a prepared statement, or with SQL that deallocated one:
 * the first error of its queries decides. Every caller runs once more if the session could not be entered. Only the literal
 * `readOnly: false` gives `fn` a handle that writes.
 * @throws DomainError "invalid-tenant-context", before any SQL, for a malformed id or schema; TenantChanged if the tenant is
 *   not as it was looked up; "transaction-rolled-back" if the database did not commit; OutcomeUnknown if it did not say so;
 *   Overloaded from the pool.
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
  const first: Attempt = { hasWritten: false };
  try {
    return await runOnce(tenant, options, fn, first);
  } catch (error) {
    const cause = first.error ?? error;
    const isHarmless = options.readOnly || options.repeatable || (first.error && !first.hasWritten);
    const mayRepeat = codeOf(error) === notEntered || (isHarmless && isConflict(cause));
    if (options.readOnly && codeOf(cause) === "25006") throw readerWrote(cause);
    if (!mayRepeat || options.signal?.aborted) throw isAftermath(error) ? cause : error;
    return await runOnce(tenant, options, fn, { hasWritten: false, isSecond: true });
  }
}

/** How a run ended: the first error of its queries, if any. */
type Attempt = { error?: unknown; hasWritten: boolean; isSecond?: boolean };

async function runOnce<T>(
  tenant: Target,
  options: TenantTransactionOptions,
  fn: Work<T>,
  attempt: Attempt,
): Promise<T> {
  const { pool, readOnly, signal } = options;
  const lease = await pool.lease(tenant.id, signal);
  const entered = begin(lease, tenant, options);
  const connection = new TenantConnection(lease, {
    ...{ entered, schema: tenant.schema, readOnly, signal, withoutPlans: attempt.isSecond },
  });
  let end: Promise<boolean> | false = false;
  try {
    const tx = kyselyOn(connection) as unknown as TenantTransaction;
    const result = await fn(tx);
    await connection.end();
    if (readOnly) connection.assertSameSession();
    else await commit(lease);
    end = readOnly ? rollback(lease) : Promise.resolve(true);
    return result;
  } catch (error) {
    const isSettled = await connection.settle();
    const { firstError, hasWritten } = connection;
    Object.assign(attempt, { error: firstError, hasWritten });
    end = isSettled && !isDeallocated(firstError ?? error) && rollback(lease);
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
 * Sends BEGIN and the entry together with the first query, in one round trip. The entry is an unnamed statement, so SQL
 * cannot have replaced it.
 */
async function begin(lease: Lease, tenant: Target, options: TenantTransactionOptions): Promise<void> {
  const { readOnly, sealSecret, label } = options;
  const key = sealTenantKey(sealSecret, tenant.id);
  const application = `${tenant.schema.slice(0, 40)} ${label}`.slice(0, 63);
  const begun = lease.client.unsafe(readOnly ? beginReading : beginWriting, [], named).catch(explainStandby);
  const enter = lease.client.unsafe("select app.enter_tenant($1, $2, $3, $4, $5)", [], unnamed);
  // postgres.js asks the server for parameter types before it sends the values, which costs a round trip. All five are text,
  // so we set them here, and they travel with the statement.
  Object.assign(enter, { parameters: [tenant.schema, tenant.id, tenant.revision ?? null, key, application] });
  await Promise.all([begun, enter.catch(explainChange)]);
}

/**
 * Clears what the transaction's SQL may have left on the session and commits, in one round trip. After a swallowed error
 * COMMIT answers with the tag ROLLBACK and no error, so we check the tag.
 * @throws OutcomeUnknown if the connection was lost before the answer.
 */
async function commit(lease: Lease): Promise<void> {
  const { client } = lease;
  const [failure, { command }] = await Promise.all([
    leave(client).then(
      () => undefined,
      (error: unknown) => error,
    ),
    client.unsafe("commit", [], unnamed).catch((cause: unknown) => {
      throw lease.isLost() || isDatabaseAway(cause) ? new OutcomeUnknown({ cause }) : cause;
    }),
  ]);
  if (command !== "COMMIT") {
    // An operator cancelled it, say.
    if (failure && !isAftermath(failure)) throw failure;
    throw new DomainError(
      "transaction-rolled-back",
      "The transaction was rolled back because a query in it failed.",
    );
  }
}

/**
 * Ends a reader, or a writer that failed, and undoes every setting. ROLLBACK keeps the session's advisory locks, so the tenant
 * is left as well: after it, since an aborted transaction runs nothing more; through a pooler before it, since what follows
 * may reach another session. The connection is reused without waiting for the answers.
 * @returns whether this ROLLBACK ended the transaction, and the session is clean.
 */
async function rollback({ client, isPooled }: Lease): Promise<boolean> {
  const clean = () => leave(client).then(isDone, isFailed);
  if (isPooled) void clean();
  const ended = client.unsafe("rollback", [], named).then(({ command }) => command === "ROLLBACK", isFailed);
  const isClean = isPooled || clean();
  return (await ended) && (await isClean);
}

const isDone = () => true;
const isFailed = () => false;

function leave(client: Client) {
  return client.unsafe("select app.leave_tenant()", [], unnamed);
}

/** app.enter_tenant found a statement prepared by SQL. Nothing else has run. */
const notEntered = "TN001";

/** app.enter_tenant found another revision, or no such tenant. Nothing else has run. */
const changed = "TN005";

/** 0A000: a cached plan outlived its table's shape; 40001: serialization failure; 40P01: deadlock. */
function isConflict(error: unknown): boolean {
  return ["0A000", "40001", "40P01"].includes(codeOf(error)) || isDeallocated(error);
}

/** SQL of an earlier transaction deallocated a statement of the driver's. The session is closed. */
function isDeallocated(error: unknown): boolean {
  return codeOf(error) === "26000";
}

function explainChange(error: unknown): never {
  throw codeOf(error) === changed ? new TenantChanged({ cause: error }) : error;
}

/** In a writer or outside tenants this code means a standby, and the database counts as away. Here it is our own mistake. */
function readerWrote(cause: unknown): Error {
  return new Error("A reader's statement writes: it was refused in a read-only transaction.", { cause });
}

/** After a failover this session may lead to a standby. It is closed, because its tenant was not entered. */
function explainStandby(error: unknown): never {
  throw codeOf(error) === "0A000"
    ? new Unavailable("A database that accepts writes", { cause: error })
    : error;
}

function codeOf(error: unknown): string {
  return String((error as { code?: unknown } | null)?.code ?? "");
}
