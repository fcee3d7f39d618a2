import postgres from "postgres";
import { DomainError } from "#db/errors.ts";
import { isAftermath } from "./connection.ts";
import { type DriverQuery, intercept, remade } from "./driver/driver-query.ts";
import type { Client, Lease, Pool } from "./pool.ts";

/**
 * The driver's interface over a pool of sessions, for statements and transactions of the owner: each query, and each
 * transaction, runs on one session, which is never replaced underneath it.
 * @returns `end({ timeout })` closes the pool. What is not mentioned here (`listen`, `subscribe`) is not offered.
 */
export function sqlOn(pool: Pool): postgres.Sql {
  // It makes queries, and never connects.
  const maker = postgres({ max: 1, fetch_types: false });
  return intercept(maker, (query) => void runAlone(pool, query), {
    begin: (...args: Begin) => runTransaction(pool, args),
    reserve: () => reserve(pool),
    end: (options?: { timeout?: number }) => pool.close(options?.timeout),
  });
}

async function runAlone(pool: Pool, query: DriverQuery): Promise<void> {
  try {
    query.resolve(await pool.use((client) => remade(query, client)));
  } catch (error) {
    query.reject(error);
  }
}

async function reserve(pool: Pool) {
  const lease = await pool.lease();
  return intercept(lease.client, (query, send) => send(query), { release: () => lease.release() });
}

type Work = (tx: postgres.TransactionSql) => unknown;
type Begin = [work: Work] | [mode: string, work: Work];

/** Commits what `work` did, unless it throws or one of its queries failed outside a savepoint. */
async function runTransaction(pool: Pool, args: Begin): Promise<unknown> {
  const [mode, work] = args.length === 2 ? args : ["", args[0]];
  const lease = await pool.lease();
  let isOver = false;
  try {
    await lease.client.unsafe(`begin ${mode}`);
    const result = await untilLost(lease, runScope(lease.client, work));
    await commit(lease.client);
    isOver = true;
    return result;
  } catch (error) {
    isOver = await lease.client.unsafe("rollback").then(
      () => true,
      () => false,
    );
    throw error;
  } finally {
    if (isOver) lease.release();
    else lease.destroy();
  }
}

async function commit(client: Client): Promise<void> {
  const { command } = await client.unsafe("commit");
  if (command === "COMMIT") return;
  throw new DomainError(
    "transaction-rolled-back",
    "The transaction was rolled back because a query in it failed.",
  );
}

/** A transaction that waits for something else than its own queries learns of its end, too. */
async function untilLost<T>(lease: Lease, work: Promise<T>): Promise<T> {
  const lost = Promise.withResolvers<never>();
  const forget = lease.onLost(lost.reject);
  try {
    return await Promise.race([work, lost.promise]);
  } finally {
    forget();
  }
}

/** Runs `work` with a client that remembers the first error of its queries. */
async function runScope(client: Client, work: Work, depth = 0): Promise<unknown> {
  let failure: { error: unknown } | undefined;
  const note = (error: unknown) => {
    failure ??= { error };
  };
  const savepoint = async (...args: Begin) => {
    const name = `s${depth}`;
    await client.unsafe(`savepoint ${name}`);
    try {
      return await runScope(client, args.at(-1) as Work, depth + 1);
    } catch (error) {
      await client.unsafe(`rollback to ${name}`);
      throw error;
    }
  };
  const watched = intercept(
    client,
    (query, send) => {
      // Not `query.catch`, which would run the query.
      Promise.prototype.catch.call(query, note);
      send(query);
    },
    { savepoint },
  );
  try {
    const made = work(watched as unknown as postgres.TransactionSql);
    const result = await (Array.isArray(made) ? Promise.all(made) : made);
    if (failure) throw failure.error;
    return result;
  } catch (error) {
    // The first error says what happened; those after it only that the transaction had failed.
    throw isAftermath(error) && failure ? failure.error : error;
  }
}
