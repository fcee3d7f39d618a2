import type postgres from "postgres";

/** Runs a query of tenantry_owner or tenantry_web. */
type Use = <T>(fn: (client: postgres.ISql) => Promise<T>) => Promise<T>;

/**
 * Clerk's rate limit is the application's, so a pause that Clerk asks one process for holds for all of them. The database
 * keeps it, and its clock dates what Clerk says.
 */
export function clerkPause(use: Use) {
  return {
    /** The database's time, and for how many milliseconds Clerk still wants no calls. */
    read: async () => {
      const [row] = await use(
        (client) => client<{ now: Date; ms: number }[]>`select now, ms from app.read_clerk_pause()`,
      );
      if (!row) throw new Error("app.read_clerk_pause returned no row");
      return { ...row };
    },
    /** Begins a pause of so many milliseconds, 30,000 at most. It never shortens one. */
    begin: async (ms: number): Promise<void> => {
      await use((client) => client`select app.begin_clerk_pause(${ms})`);
    },
  };
}

/** The database's time: the only clock by which Clerk's answers are dated, because processes have several. */
export async function readClock(sql: postgres.ISql): Promise<Date> {
  const [row] = await sql<{ now: Date }[]>`select clock_timestamp() as now`;
  if (!row) throw new Error("The database told no time");
  return row.now;
}
