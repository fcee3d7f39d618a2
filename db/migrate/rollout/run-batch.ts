import { setTimeout as sleep } from "node:timers/promises";
import type postgres from "postgres";
import type { FleetTenant } from "./apply-step.ts";
import type { RolloutConnection } from "./connections.ts";
import { isTransient, MigrationFailed } from "./failure.ts";
import { HeldUp } from "./hold-ups.ts";
import { type Failure, toFailure } from "./rollout-log.ts";

export type BatchOptions = {
  /** One for each tenant that is migrated at the same time. */
  connections: readonly RolloutConnection[];
  /** Takes one tenant all the way, over a connection that nothing else uses. `attempt` counts from 1. */
  apply(client: postgres.Sql, tenant: FleetTenant, attempt: number): Promise<void>;
  /** How often a tenant is retried after a transient error. */
  retries: number;
  /** After so many failures no other tenant is started. */
  maxFailures: number;
  signal?: AbortSignal;
  onTenant(result: TenantResult): Promise<void>;
};

export type TenantResult = { tenant: FleetTenant; milliseconds: number; failure?: Failure };

type Job = { tenant: FleetTenant; attempts: number; notBefore: number };
type State = { queue: Job[]; failures: number; isHeldUp: boolean };

/**
 * Migrates the tenants, several at the same time. A tenant whose locks are taken goes back to the end of the queue with a
 * growing backoff: it holds up no other tenant, and its own users do not queue behind DDL. A failure is reported, and
 * the others continue, unless it is a transaction that holds up all of them.
 * @returns whether the rollout may go on to another batch.
 */
export async function runBatch(tenants: readonly FleetTenant[], options: BatchOptions): Promise<boolean> {
  const queue: Job[] = tenants.map((tenant) => ({ tenant: { ...tenant }, attempts: 0, notBefore: 0 }));
  const state: State = { queue, failures: 0, isHeldUp: false };
  await Promise.all(options.connections.map((connection) => work(connection, state, options)));
  return !state.isHeldUp && state.failures < options.maxFailures;
}

async function work(connection: RolloutConnection, state: State, options: BatchOptions): Promise<void> {
  for (let job = await nextJob(state, options); job; job = await nextJob(state, options)) {
    await run(connection.forTenant(), job, state, options);
  }
}

/** Waits until a job is due. Undefined when no other may start. */
async function nextJob(state: State, options: BatchOptions): Promise<Job | undefined> {
  while (!options.signal?.aborted && !state.isHeldUp && state.failures < options.maxFailures) {
    const now = performance.now();
    const due = state.queue.findIndex(({ notBefore }) => notBefore <= now);
    const [job] = due >= 0 ? state.queue.splice(due, 1) : [];
    if (job || state.queue.length === 0) return job;
    await sleep(10);
  }
  return undefined;
}

async function run(client: postgres.Sql, job: Job, state: State, options: BatchOptions): Promise<void> {
  const { tenant } = job;
  const begun = performance.now();
  const milliseconds = () => performance.now() - begun;
  try {
    await options.apply(client, tenant, job.attempts + 1);
    await options.onTenant({ tenant, milliseconds: milliseconds() });
  } catch (error) {
    await client.unsafe("rollback").catch(() => {});
    job.attempts += 1;
    if (isTransient(error) && job.attempts <= options.retries && !options.signal?.aborted) {
      state.queue.push({ ...job, notBefore: performance.now() + backoff(job.attempts) });
      return;
    }
    state.failures += 1;
    state.isHeldUp ||= error instanceof MigrationFailed && error.cause instanceof HeldUp;
    const failure = toFailure(tenant, error, job.attempts);
    await options.onTenant({ tenant, milliseconds: milliseconds(), failure });
  }
}

/** In milliseconds: 100, 200, 400 … 5,000, half of it random, so that two tenants do not keep colliding. */
function backoff(attempt: number): number {
  const max = Math.min(5000, 100 * 2 ** (attempt - 1));
  return max / 2 + (Math.random() * max) / 2;
}
