import type { Logger } from "pino";
import type postgres from "postgres";
import { connectAsOwner } from "#db/migrate/owner.ts";

/** The first half of the keys under which workers hold advisory locks; the second is made of the worker's id. */
export const lockSpace = 0x77_6f_72_6b;

/**
 * A heartbeat: a connection that holds a lock for this worker and runs a query every second. It also releases the jobs of dead
 * workers, so that they continue elsewhere. A killed worker is gone with its connection; one whose machine vanished or
 * stands still, after 15 seconds. Two checks in a row must miss it, so that a connection can break and reconnect. A lock
 * needs no name that a URL could change, and no statistics that a server may not collect.
 */
export class Presence {
  private readonly sql: postgres.Sql;
  private readonly timer: ReturnType<typeof setInterval>;
  private suspects: string[] = [];
  private looking: Promise<void> | undefined;
  private queue: string | undefined;

  constructor(
    ownerUrl: string,
    private readonly workerId: string,
    private readonly log: Logger,
    /**
     * Called if the database does not answer: others can no longer see that this worker is alive. A query that fails for want
     * of memory, locks or disk (class 53) was seen all the same.
     */
    private readonly onLost: (error: unknown) => void,
    /** In milliseconds. The server ends a connection over which nothing came for so long. */
    silence = 15_000,
  ) {
    const settings = { idle_session_timeout: String(silence) };
    this.sql = connectAsOwner(ownerUrl, `tenantry worker ${workerId}`, 1, settings);
    this.timer = setInterval(() => this.look(), 1000);
    this.look();
  }

  async end(): Promise<void> {
    clearInterval(this.timer);
    await this.sql.end({ timeout: 1 });
    await this.looking;
  }

  private look(): void {
    this.looking ??= this.release()
      .catch((error) =>
        isExhausted(error) ? this.log.warn({ err: error }, "no look-out") : this.onLost(error),
      )
      .finally(() => {
        this.looking = undefined;
      });
  }

  private async release(): Promise<void> {
    await this.assertSameQueue();
    await holdLock(this.sql, this.workerId);
    const missing = await listMissing(this.sql);
    const gone = missing.filter((id) => this.suspects.includes(id));
    this.suspects = missing;
    if (gone.length === 0) return;
    await releaseJobs(this.sql, gone);
    this.log.warn({ workers: gone }, "released the jobs of dead workers");
  }

  /** After a reset, tasks have other ids than those the library has cached. */
  private async assertSameQueue(): Promise<void> {
    const [row] = await this.sql<
      { queue: string }[]
    >`select 'jobs._private_tasks'::regclass::oid::text as queue`;
    this.queue ??= row?.queue;
    if (this.queue !== row?.queue) throw new Error("The job queue was recreated");
  }
}

function isExhausted(error: unknown): boolean {
  return /^53(?!300)/.test(String((error as { code?: unknown } | null)?.code ?? ""));
}

/** Again on each connection that replaces another; shared, so that the old one's does not stand in its way. */
async function holdLock(sql: postgres.Sql, workerId: string): Promise<void> {
  await sql`
    select pg_advisory_lock_shared(${lockSpace}::int, hashtext(${workerId}))
    where not exists (
      select from pg_catalog.pg_locks where locktype = 'advisory' and pid = pg_backend_pid())`;
}

/** Workers that hold a job without a heartbeat. Only the owner's sessions count: other roles may take any lock. */
async function listMissing(sql: postgres.Sql): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    with present as materialized (
      select l.objid::bigint as key from pg_catalog.pg_locks l join pg_catalog.pg_stat_activity a on a.pid = l.pid
      where l.locktype = 'advisory' and l.granted and l.objsubid = 2 and l.classid::bigint = ${lockSpace}::bigint
        and l.database = (select oid from pg_catalog.pg_database where datname = current_database())
        and a.usename = current_user)
    select held.id from (
      select locked_by as id from jobs._private_jobs where locked_by is not null
      union select locked_by from jobs._private_job_queues where locked_by is not null) as held
    where hashtext(held.id)::bigint & 4294967295 not in (select key from present)`;
  return rows.map(({ id }) => id);
}

/** A job that was superseded while a worker held it may not run again, and nobody else would delete it. */
async function releaseJobs(sql: postgres.Sql, workers: readonly string[]): Promise<void> {
  // As JSON, because the driver would have to look up the array's type.
  const gone = sql`array(select jsonb_array_elements_text(${JSON.stringify(workers)}::text::jsonb))`;
  await sql`delete from jobs._private_jobs where locked_by = any (${gone}) and attempts >= max_attempts`;
  await sql`select jobs.force_unlock_workers(${gone})`;
}
