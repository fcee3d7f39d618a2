import type postgres from "postgres";

/** Resolves once this many statements in this database wait for a lock. @throws after 5 s. */
export async function untilBlocked(owner: postgres.Sql, count: number): Promise<void> {
  for (let waited = 0; waited < 5000; waited += 10) {
    const waiting = await owner`
      select from pg_locks join pg_stat_activity using (pid)
      where datname = current_database() and not granted`;
    if (waiting.length >= count) return;
    await Bun.sleep(10);
  }
  throw new Error(`Fewer than ${count} statements waited for a lock within 5 s`);
}
