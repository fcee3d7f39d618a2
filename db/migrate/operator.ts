import postgres from "postgres";

/** Direct connections of tenantry_owner, for migrations, provisioning and the worker. Never held by the web process. */
export function connectAsOperator(url: string, applicationName: string, connections = 1): postgres.Sql {
  return postgres(url, {
    max: connections,
    fetch_types: false,
    connect_timeout: 5,
    connection: { application_name: applicationName },
    onnotice: () => {},
  });
}

/**
 * Keeps two operators apart while `fn` runs: the second waits. The lock is on a table that the owner alone may touch; an
 * advisory lock could be taken, and kept, by any role. It ends with the connection that holds it.
 * @param sql with at least two connections: one holds the lock.
 */
export async function withFleetLock<T>(sql: postgres.Sql, fn: () => Promise<T>): Promise<T> {
  await ensureLockTable(sql);
  const outcome = await sql.begin(async (tx) => {
    await tx`lock table public.fleet_lock in access exclusive mode`;
    return { value: await fn() };
  });
  return outcome.value as T;
}

async function ensureLockTable(sql: postgres.Sql): Promise<void> {
  try {
    await sql`create table if not exists public.fleet_lock ()`;
  } catch (error) {
    // Two who create it at once: one of them is told so by an index of the catalog, and the table is there.
    if ((error as { code?: string }).code !== "23505") throw error;
  }
}
