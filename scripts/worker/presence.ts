import type { Logger } from "pino";
import type postgres from "postgres";
import { connectAsOwner } from "#db/migrate/owner.ts";

/**
 * Shows that this worker is alive, by a connection that bears its name and says something every second, and takes the
 * locks away from workers that are not: their jobs go on elsewhere. A worker that was killed is gone with its connection,
 * one whose machine vanished after 15 seconds. Two looks must find it gone, so that a connection may break and come back.
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
    /** Told when the database does not answer: nobody can know any more that this worker is alive. */
    private readonly onLost: (error: unknown) => void,
  ) {
    this.sql = connectAsOwner(ownerUrl, nameOf(workerId));
    this.timer = setInterval(() => this.look(), 1000);
    this.look();
  }

  async end(): Promise<void> {
    clearInterval(this.timer);
    await this.looking;
    await this.sql.end({ timeout: 1 });
  }

  private look(): void {
    this.looking ??= Promise.race([this.release(), tooLong()])
      .catch(this.onLost)
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
    // A list travels as JSON: the driver would have to look up the type of an array.
    await this.sql`
      select jobs.force_unlock_workers(array(select jsonb_array_elements_text(${JSON.stringify(gone)}::text::jsonb)))`;
    this.log.warn({ workers: gone }, "workers are gone, their jobs go on");
  }

  /** A queue that was made anew, as by a reset, knows tasks by other numbers than the library has in mind. */
  private async assertSameQueue(): Promise<void> {
    const [row] = await this.sql<
      { queue: string }[]
    >`select 'jobs._private_tasks'::regclass::oid::text as queue`;
    this.queue ??= row?.queue;
    if (this.queue !== row?.queue) throw new Error("The job queue was made anew");
  }
}

/** The driver lets some queries of a lost connection wait for ever. */
async function tooLong(): Promise<never> {
  await Bun.sleep(longestLook);
  throw new Error(`The database did not answer within ${longestLook} ms`);
}

const longestLook = 10_000;

function nameOf(workerId: string): string {
  return `tenantry worker ${workerId}`;
}

/** Whoever holds a lock and does not show. Only the owner's sessions count: any role may call itself what it likes. */
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
