import type { Logger } from "pino";
import type postgres from "postgres";
import { connectAsOwner } from "#db/migrate/owner.ts";

/**
 * A heartbeat: a connection with this worker's name that runs a query every second. It also releases the locks of dead
 * workers, so that their jobs continue elsewhere. A killed worker is gone with its connection; one whose machine vanished,
 * after 15 seconds. Two checks in a row must miss it, so that a connection can break and reconnect.
 */
export class Presence {
  private readonly sql: postgres.Sql;
  private readonly timer: ReturnType<typeof setInterval>;
  private suspects: string[] = [];
  private looking: Promise<void> | undefined;
  private queue: string | undefined;

  constructor(
    ownerUrl: string,
    workerId: string,
    private readonly log: Logger,
    /**
     * Called if the database does not answer: others can no longer see that this worker is alive. A query that fails for want
     * of memory, locks or disk (class 53) was seen all the same.
     */
    private readonly onLost: (error: unknown) => void,
  ) {
    this.sql = connectAsOwner(ownerUrl, nameOf(workerId));
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

function nameOf(workerId: string): string {
  return `tenantry worker ${workerId}`;
}

/** Workers that hold a lock without a heartbeat. Only the owner's sessions count: any role can choose its application name. */
async function listMissing(sql: postgres.Sql): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select held.id from (
      select locked_by as id from jobs._private_jobs where locked_by is not null
      union select locked_by from jobs._private_job_queues where locked_by is not null) as held
    where not exists (
      select from pg_catalog.pg_stat_activity a
      where a.datname = current_database() and a.usename = current_user
        and a.application_name = ${nameOf("")} || held.id and a.state_change > now() - interval '15 seconds')`;
  return rows.map(({ id }) => id);
}

/** A job that was superseded while a worker held it may not run again, and nobody else would delete it. */
async function releaseJobs(sql: postgres.Sql, workers: readonly string[]): Promise<void> {
  // As JSON, because the driver would have to look up the array's type.
  const gone = sql`array(select jsonb_array_elements_text(${JSON.stringify(workers)}::text::jsonb))`;
  await sql`delete from jobs._private_jobs where locked_by = any (${gone}) and attempts >= max_attempts`;
  await sql`select jobs.force_unlock_workers(${gone})`;
}
