import type postgres from "postgres";
import { jobsSchema } from "#db/jobs.ts";

/** In milliseconds. */
const longestAnswer = 5000;

/**
 * Tells which workers are alive. Each holds an advisory lock of its name, on a connection that ends with the process
 * however that ends. A job in the hands of a worker whose lock is free can be given to another at once; on its own the
 * queue would wait for four hours. The names are random, and no other role can read them.
 */
export class Presence {
  private readonly names = new Set<string>();
  private session: number | undefined;

  /** @param sql one connection of tenantry_owner, direct, and used for nothing else. */
  constructor(private readonly sql: postgres.Sql) {}

  /** Says that this worker lives. */
  async announce(worker: string): Promise<void> {
    this.names.add(worker);
    await this.sql`select pg_catalog.pg_advisory_lock(pg_catalog.hashtextextended(${worker}, 0))`;
  }

  /**
   * The workers whose jobs are locked although they are gone.
   * @throws an Error when the connection was lost, and with it the locks: others may think that this process is gone.
   */
  async listDead(): Promise<string[]> {
    await this.assertSameSession();
    // One that locked its job only now may be about to announce itself.
    const holders = await this.sql<{ worker: string }[]>`
      select distinct locked_by as worker from ${this.sql(`${jobsSchema}._private_jobs`)}
      where locked_by is not null and locked_at < now() - interval '2 seconds'`;
    const dead: string[] = [];
    for (const { worker } of holders) {
      if (!this.names.has(worker) && (await this.isFree(worker))) dead.push(worker);
    }
    return dead;
  }

  /** The driver replaces a connection that is lost without a word, or never answers. */
  private async assertSameSession(): Promise<void> {
    const answer = this.sql<{ session: number }[]>`select pg_catalog.pg_backend_pid() as session`;
    const [row] = await Promise.race([answer, Bun.sleep(longestAnswer).then(() => [])]);
    this.session ??= row?.session;
    if (!row || row.session !== this.session)
      throw new Error("the connection that says that this worker lives was lost");
  }

  private async isFree(worker: string): Promise<boolean> {
    const [row] = await this.sql<{ free: boolean }[]>`
      select pg_catalog.pg_try_advisory_lock(pg_catalog.hashtextextended(${worker}, 0)) as free`;
    if (!row?.free) return false;
    await this.sql`select pg_catalog.pg_advisory_unlock(pg_catalog.hashtextextended(${worker}, 0))`;
    return true;
  }
}
