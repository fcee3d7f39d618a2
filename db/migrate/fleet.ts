import { setTimeout as sleep } from "node:timers/promises";
import type postgres from "postgres";
import { type ApplyOptions, applyStep, type Behind } from "./apply.ts";
import { isPassing } from "./failure.ts";
import { connectAsOperator } from "./operator.ts";
import type { Step } from "./rehearse.ts";
import { type Failure, toFailure } from "./runs.ts";

export type WaveOptions = {
  ownerUrl: string;
  sealSecret: string;
  steps: readonly Step[];
  /** Connections at once. */
  concurrency: number;
  lockTimeout: string;
  /** How often one tenant is tried again after something that may pass. */
  retries: number;
  /** Failures after which no further tenant is begun. */
  maxFailures: number;
  signal?: AbortSignal;
  onTenant(result: TenantResult): Promise<void>;
};

export type TenantResult = { tenant: Behind; milliseconds: number; failure?: Failure };

type Job = { tenant: Behind; attempts: number; notBefore: number };

/** A backend keeps 94 KB for each tenant it has touched, and frees none: then it is replaced. */
const mostTenants = 500;

/**
 * Brings the tenants through the steps they lack, several at once, each step in a transaction of its own. A tenant that
 * cannot be had at the moment (somebody holds a lock) goes to the end of the line, with growing pauses, so that it
 * neither holds up others nor makes its own users queue behind DDL. One that fails stays where it was.
 */
export async function runWave(tenants: readonly Behind[], options: WaveOptions): Promise<void> {
  const line: Job[] = tenants.map((tenant) => ({ tenant: { ...tenant }, attempts: 0, notBefore: 0 }));
  const state: State = { line, failures: 0, recorded: new Set() };
  const workers = Math.min(options.concurrency, tenants.length);
  await Promise.all(Array.from({ length: workers }, () => work(state, options)));
}

type State = { line: Job[]; failures: number; recorded: Set<number> };

async function work(state: State, options: WaveOptions): Promise<void> {
  let client = connect(options);
  let touched = 0;
  try {
    for (let job = await nextJob(state, options); job; job = await nextJob(state, options)) {
      if (touched++ === mostTenants) {
        await client.end({ timeout: 5 });
        client = connect(options);
        touched = 1;
      }
      await run(client, job, state, options);
    }
  } finally {
    await client.end({ timeout: 5 });
  }
}

function connect({ ownerUrl }: WaveOptions): postgres.Sql {
  return connectAsOperator(ownerUrl, "tenantry migrate");
}

/** Waits for one whose time has come. Undefined when there is nothing left to begin. */
async function nextJob(state: State, options: WaveOptions): Promise<Job | undefined> {
  while (!options.signal?.aborted && state.failures < options.maxFailures) {
    const now = Date.now();
    const ready = state.line.findIndex(({ notBefore }) => notBefore <= now);
    const [job] = ready >= 0 ? state.line.splice(ready, 1) : [];
    if (job || state.line.length === 0) return job;
    await sleep(10);
  }
  return undefined;
}

async function run(client: postgres.Sql, job: Job, state: State, options: WaveOptions): Promise<void> {
  const { tenant } = job;
  const begun = performance.now();
  const milliseconds = () => performance.now() - begun;
  try {
    if (job.attempts > 0) tenant.version = await readVersion(client, tenant);
    const next = () => options.steps.find(({ from }) => from === tenant.version);
    for (let step = next(); step; step = next()) {
      const isRecorded = state.recorded.has(step.to) || step.to < step.from;
      await applyStep(client, tenant, step, { ...options, isRecorded } satisfies ApplyOptions);
      tenant.version = step.to;
      state.recorded.add(step.to);
    }
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

/** Whether an attempt that broke off had committed, the database knows. */
async function readVersion(client: postgres.Sql, { id }: Behind): Promise<number> {
  const [row] = await client<{ version: number }[]>`
    select schema_version as version from public.tenants where id = ${id}`;
  return row?.version ?? 0;
}

/** In milliseconds: 100, 200, 400 … 5,000, each half of it by chance, so that two never keep meeting. */
function pause(attempt: number): number {
  const longest = Math.min(5000, 100 * 2 ** (attempt - 1));
  return longest / 2 + (Math.random() * longest) / 2;
}
