import type postgres from "postgres";

/** Resolves once this many statements of operators in this database wait for a lock. @throws after 5 s. */
export async function untilBlocked(owner: postgres.Sql, count: number): Promise<void> {
  for (let waited = 0; waited < 5000; waited += 10) {
    const waiting = await owner`
      select from pg_stat_activity
      where datname = current_database() and usename = 'tenantry_owner' and wait_event_type = 'Lock'`;
    if (waiting.length >= count) return;
    await Bun.sleep(10);
  }
  throw new Error(`Within 5 s ${count} did not wait for a lock`);
}
