import { setTimeout as sleep } from "node:timers/promises";
import type postgres from "postgres";
import type { FleetTenant } from "./apply-step.ts";
import type { FleetConnection } from "./connections.ts";
import { isPassing } from "./failure.ts";
import { type Failure, toFailure } from "./run-log.ts";

export type BatchOptions = {
  /** As many tenants are taken at once. */
  connections: readonly FleetConnection[];
  /** Takes one tenant all the way, over a connection of its own. `attempt` counts from 1. */
  apply(client: postgres.Sql, tenant: FleetTenant, attempt: number): Promise<void>;
  /** How often one tenant is tried again after something that may pass. */
  retries: number;
  /** Failures after which no further tenant is begun. */
  maxFailures: number;
  signal?: AbortSignal;
  onTenant(result: TenantResult): Promise<void>;
};

export type TenantResult = { tenant: FleetTenant; milliseconds: number; failure?: Failure };

type Job = { tenant: FleetTenant; attempts: number; notBefore: number };

/**
 * Takes the tenants through, several at once. One that cannot be had at the moment (somebody holds a lock) goes to the
 * end of the line, with growing pauses, so that it neither holds up others nor makes its own users queue behind DDL. One
 * that fails is told, and the others go on.
 */
export async function runBatch(tenants: readonly FleetTenant[], options: BatchOptions): Promise<void> {
  const line: Job[] = tenants.map((tenant) => ({ tenant: { ...tenant }, attempts: 0, notBefore: 0 }));
  const state: State = { line, failures: 0 };
  await Promise.all(options.connections.map((connection) => work(connection, state, options)));
}

type State = { line: Job[]; failures: number };

async function work(connection: FleetConnection, state: State, options: BatchOptions): Promise<void> {
  for (let job = await nextJob(state, options); job; job = await nextJob(state, options)) {
    await run(connection.forTenant(), job, state, options);
  }
}

/** Waits for one whose time has come. Undefined when there is nothing left to begin. */
async function nextJob(state: State, options: BatchOptions): Promise<Job | undefined> {
  while (!options.signal?.aborted && state.failures < options.maxFailures) {
    const now = Date.now();
    const ready = state.line.findIndex(({ notBefore }) => notBefore <= now);
    const [job] = ready >= 0 ? state.line.splice(ready, 1) : [];
    if (job || state.line.length === 0) return job;
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
    if (isPassing(error) && job.attempts <= options.retries && !options.signal?.aborted) {
      state.line.push({ ...job, notBefore: Date.now() + pause(job.attempts) });
      return;
    }
    state.failures += 1;
    const failure = toFailure(tenant, error, job.attempts);
    await options.onTenant({ tenant, milliseconds: milliseconds(), failure });
  }
}

/** In milliseconds: 100, 200, 400 … 5,000, each half of it by chance, so that two never keep meeting. */
function pause(attempt: number): number {
  const longest = Math.min(5000, 100 * 2 ** (attempt - 1));
  return longest / 2 + (Math.random() * longest) / 2;
}
