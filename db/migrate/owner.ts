import { hostname, userInfo } from "node:os";
import type postgres from "postgres";
import { DomainError } from "#db/errors.ts";
import { createPool } from "#db/tenant/pool.ts";
import { sqlOn } from "#db/tenant/pooled-sql.ts";
import { ownerSettings } from "#db/tenant/session-settings.ts";
import { stillWorkingOver } from "#db/tenant/still-working.ts";

/** In milliseconds. A look whether a late answer will come takes another six seconds at most. */
const patience = { connectTimeout: 4000, answerTimeout: 3000 };

/** A caller waits for a connection as long as it takes: for days, the most that a timer can. */
const unlimited = 2 ** 31 - 1;

/**
 * Direct connections of tenantry_owner, for migrations, provisioning and the worker. Never held by the web process. They are
 * opened when they are needed, and replaced between two statements or transactions. A statement may take hours; one on a
 * connection that lies dead ends within ten seconds.
 */
export function connectAsOwner(
  url: string,
  applicationName: string,
  connections = 1,
  settings: Record<string, string> = {},
): postgres.Sql {
  return sqlOn(
    createPool({
      url,
      applicationName: applicationName.slice(0, 63),
      size: connections,
      settings: { ...ownerSettings, ...settings },
      anyResult: true,
      ...patience,
      isStillWorking: stillWorkingOver(url),
      maxWait: unlimited,
      maxWaiting: Number.POSITIVE_INFINITY,
    }),
  );
}

/** Runs `fn` with up to two connections of tenantry_owner, which are closed afterwards. */
export async function withOwner<T>(
  url: string,
  applicationName: string,
  fn: (sql: postgres.Sql) => Promise<T>,
): Promise<T> {
  const sql = connectAsOwner(url, applicationName, 2);
  try {
    return await fn(sql);
  } finally {
    await sql.end({ timeout: 5 });
  }
}

/** Who runs this process, as shown to a second operator. */
export function operatorName(): string {
  return `${userInfo().username}@${hostname()} ${process.pid}`;
}

export type FleetLock = { ownerUrl: string; command: string; wait?: boolean };

/**
 * Runs `fn`, with connections as `withOwner`, while no other operator changes the fleet. The lock is on a table that only
 * the owner may touch: any role could take, and keep, an advisory lock. It ends with the connection that holds it.
 * `wait` waits for the other operator to finish.
 * @throws DomainError "fleet-busy", naming the other operator, when not waiting.
 */
export async function withFleetLock<T>(
  { ownerUrl, command, wait = false }: FleetLock,
  fn: (sql: postgres.Sql) => Promise<T>,
): Promise<T> {
  const lock = connectAsOwner(ownerUrl, `tenantry ${command} by ${operatorName()}`);
  try {
    return await withOwner(ownerUrl, `tenantry ${command}`, async (sql) => {
      // Connects while the lock is being taken.
      sql`select`.catch(() => {});
      await ensureLockTable(lock);
      const outcome = await lock.begin(async (tx) => {
        await takeLock(tx, wait);
        return { value: await fn(sql) };
      });
      return outcome.value as T;
    });
  } catch (error) {
    if (error === taken) throw fleetBusy((await findHolder(lock)) ?? "Another operator");
    throw error;
  } finally {
    await lock.end({ timeout: 5 });
  }
}

const taken = new Error("The fleet's lock is taken.");

/** Not ACCESS EXCLUSIVE: standbys need a transaction id for that, and while it is open VACUUM removes no dead rows. */
async function takeLock(tx: postgres.TransactionSql, wait: boolean): Promise<void> {
  const lock = `lock table public.fleet_lock in exclusive mode ${wait ? "" : "nowait"}`;
  await tx
    .unsafe(
      `set local idle_in_transaction_session_timeout = 0; set local lock_timeout = 0; ${unlimited17}; ${lock}`,
    )
    .catch((error) => {
      throw (error as { code?: string }).code === "55P03" ? taken : error;
    });
}

/** An administrator's limit on transactions must not end a run. Before PostgreSQL 17 there is none. */
const unlimited17 = `select set_config(name, '0', true) from pg_settings where name = 'transaction_timeout'`;

async function findHolder(sql: postgres.Sql): Promise<string | undefined> {
  const [row] = await sql<{ name: string; since: string }[]>`
    select a.application_name as name, to_char(a.xact_start at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS') as since
    from pg_catalog.pg_locks l join pg_catalog.pg_stat_activity a on a.pid = l.pid
    where l.relation = 'public.fleet_lock'::regclass and l.granted and l.mode in ('ExclusiveLock', 'AccessExclusiveLock')`;
  return row && `"${row.name}", since ${row.since} UTC,`;
}

function fleetBusy(holder: string): DomainError {
  return new DomainError(
    "fleet-busy",
    `${holder} is working on the fleet. Try again later, or wait for it with --wait.`,
  );
}

async function ensureLockTable(sql: postgres.Sql): Promise<void> {
  try {
    await sql`create table if not exists public.fleet_lock ()`;
  } catch (error) {
    // Of two processes that create it at the same time, one gets a unique violation in the catalog. The table exists.
    if ((error as { code?: string }).code !== "23505") throw error;
  }
}
