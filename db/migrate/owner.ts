import { hostname, userInfo } from "node:os";
import postgres from "postgres";
import { DomainError } from "#db/errors.ts";

/** Direct connections of tenantry_owner, for migrations, provisioning and the worker. Never held by the web process. */
export function connectAsOwner(
  url: string,
  applicationName: string,
  connections = 1,
  settings: Record<string, string> = {},
): postgres.Sql {
  return postgres(url, {
    max: connections,
    fetch_types: false,
    connect_timeout: 5,
    connection: {
      // One look at the catalog of ten thousand tenants is dear enough to be compiled, and is never looked at twice.
      jit: "off",
      ...settings,
      application_name: applicationName.slice(0, 63),
    },
    onnotice: () => {},
  });
}

/** Who sits at this end: what a second operator is told. */
export function operatorName(): string {
  return `${userInfo().username}@${hostname()} ${process.pid}`;
}

/**
 * Keeps two operators apart while `fn` runs. The lock is on a table that the owner alone may touch; an advisory lock
 * could be taken, and kept, by any role. It ends with the connection that holds it.
 * @param wait whether to wait for somebody else to finish.
 * @throws DomainError "fleet-busy", naming who is at work, when not waiting.
 */
export async function withFleetLock<T>(
  { ownerUrl, command, wait }: { ownerUrl: string; command: string; wait: boolean },
  fn: () => Promise<T>,
): Promise<T> {
  const sql = connectAsOwner(ownerUrl, `tenantry ${command} by ${operatorName()}`);
  try {
    await ensureLockTable(sql);
    const outcome = await sql.begin(async (tx) => {
      await takeLock(tx, wait);
      return { value: await fn() };
    });
    return outcome.value as T;
  } catch (error) {
    if (error === taken) throw fleetBusy((await findHolder(sql)) ?? "Somebody");
    throw error;
  } finally {
    await sql.end({ timeout: 5 });
  }
}

const taken = new Error("The fleet's lock is taken");

/** Not ACCESS EXCLUSIVE: for the sake of standbys that takes a transaction id, and while it is open no dead row goes away. */
async function takeLock(tx: postgres.TransactionSql, wait: boolean): Promise<void> {
  const lock = `lock table public.fleet_lock in exclusive mode ${wait ? "" : "nowait"}`;
  await tx
    .unsafe(`set local idle_in_transaction_session_timeout = 0; set local lock_timeout = 0; ${lock}`)
    .catch((error) => {
      throw (error as { code?: string }).code === "55P03" ? taken : error;
    });
}

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
    `${holder} is working on the fleet. Try again when that is done, or wait for it with --wait.`,
  );
}

async function ensureLockTable(sql: postgres.Sql): Promise<void> {
  try {
    await sql`create table if not exists public.fleet_lock ()`;
  } catch (error) {
    // Two who create it at once: one of them is told so by an index of the catalog, and the table is there.
    if ((error as { code?: string }).code !== "23505") throw error;
  }
}
