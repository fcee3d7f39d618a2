import { availableParallelism } from "node:os";
import type postgres from "postgres";
import { findUnguarded } from "#db/audit/compare/find-unguarded.ts";
import { DomainError } from "#db/errors.ts";
import type { Migration } from "#db/migrate/migration-files.ts";
import { rehearse } from "#db/migrate/rehearse.ts";
import type { FleetTenant } from "./apply-step.ts";
import { type Canary, inBatches } from "./batches.ts";
import { closeConnections, openConnections, type RolloutConnection } from "./connections.ts";
import { type HoldUpOptions, HoldUps } from "./hold-ups.ts";
import { type Failure, type Outcome, recordEnd, recordFailure, recordStart } from "./rollout-log.ts";
import { runBatch, type TenantResult } from "./run-batch.ts";
import { takeSteps } from "./take-steps.ts";

export type RolloutOptions = HoldUpOptions & {
  ownerUrl: string;
  sealSecret: string;
  /** Slugs of the tenants to migrate, all by default. */
  tenants?: readonly string[];
  /** Connections used at the same time, by default twice the number of processors. */
  concurrency?: number;
  /** The tenants that go first. If one of them fails, the rollout stops. */
  canary?: Canary;
  /** Stops the rollout after so many failures. */
  maxFailures?: number;
  /** How long a statement waits for a lock, in PostgreSQL's notation, "2s" by default. */
  lockTimeout?: string;
  /** How often a tenant is retried after a transient error, 5 times by default. */
  retries?: number;
  /** After so many milliseconds without an answer a connection is given up unless its backend works; 9,000 by default. */
  answerTimeout?: number;
  /** When it aborts, running tenants are finished and no other is started. */
  signal?: AbortSignal;
  onPlan?(plan: { planned: number; target: number }): void;
  onTenant?(result: TenantResult): void;
};

export type RolloutPlan = { command: string; tenants: FleetTenant[]; files: Migration[]; target: number };

export type RolloutResult = {
  target: number;
  planned: number;
  done: number;
  failed: Failure[];
  outcome: Outcome;
  slowest: { slug: string; milliseconds: number }[];
};

type Tally = Omit<RolloutResult, "outcome">;

/**
 * Takes tenants to a version, up or down, in batches. The steps are rehearsed first, the rollout is logged, and after each
 * batch every table must have its guard.
 * @throws MigrationFailed when the rehearsal fails; DomainError "migration" when a table lacks its guard.
 */
export async function runRollout(
  sql: postgres.Sql,
  plan: RolloutPlan,
  options: RolloutOptions,
): Promise<RolloutResult> {
  const { tenants, target } = plan;
  options.onPlan?.({ planned: tenants.length, target });
  const tally: Tally = { target, planned: tenants.length, done: 0, failed: [], slowest: [] };
  if (tenants.length === 0) return { ...tally, outcome: "done" };
  // They connect during the rehearsal.
  const connections = openConnections(options, connectionCount(options, tenants));
  try {
    return await runBatches(sql, plan, connections, tally, options);
  } finally {
    await closeConnections(connections);
  }
}

async function runBatches(
  sql: postgres.Sql,
  { command, tenants, files, target }: RolloutPlan,
  connections: readonly RolloutConnection[],
  tally: Tally,
  options: RolloutOptions,
): Promise<RolloutResult> {
  const { sealSecret, lockTimeout = "2s", signal } = options;
  const from = farthest(tenants, target);
  const steps = await rehearse(sql, files, { from, to: target });
  const { build } = new HoldUps(sql, options);
  const apply = takeSteps(steps, { sealSecret, lockTimeout, build });
  const rolloutId = await recordStart(sql, { command, target, planned: tenants.length });
  const onTenant = async (result: TenantResult) => {
    count(tally, result);
    if (result.failure) await recordFailure(sql, rolloutId, result.tenant, result.failure);
    options.onTenant?.(result);
  };
  let unguarded: string[] = [];
  for (const batch of inBatches(tenants, options.canary)) {
    const maxFailures = batch.isCanary ? 1 : (options.maxFailures ?? Number.POSITIVE_INFINITY);
    const left = maxFailures - tally.failed.length;
    const settings = { ...batchSettings(options), connections, apply, maxFailures: left, onTenant };
    const mayContinue = await runBatch(batch.tenants, settings);
    unguarded = await findUnguarded(sql);
    if (unguarded.length > 0 || !mayContinue || signal?.aborted) break;
  }
  const outcome = unguarded.length > 0 ? "failed" : outcomeOf(tally, signal);
  await recordEnd(sql, rolloutId, { outcome, done: tally.done, failed: tally.failed.length });
  if (unguarded.length > 0) throw withoutGuard(unguarded);
  return { ...tally, outcome };
}

/** The version that is farthest from the target. */
function farthest(tenants: readonly FleetTenant[], target: number): number {
  const versions = tenants.map(({ version }) => version);
  return versions.reduce((a, b) => (Math.abs(b - target) > Math.abs(a - target) ? b : a), target);
}

/** As many connections as the operator asked for, but no more than there are tenants. */
export function connectionCount({ concurrency }: RolloutOptions, { length }: readonly FleetTenant[]): number {
  return Math.min(concurrency ?? availableParallelism() * 2, length);
}

/** The operator's options that apply to a batch. */
export function batchSettings({ retries, signal }: RolloutOptions) {
  return { retries: retries ?? 5, ...(signal && { signal }) };
}

function count(tally: Tally, { tenant, milliseconds, failure }: TenantResult): void {
  if (failure) tally.failed.push(failure);
  else tally.done += 1;
  tally.slowest.push({ slug: tenant.slug, milliseconds });
  tally.slowest.sort((a, b) => b.milliseconds - a.milliseconds).splice(5);
}

function outcomeOf({ done, planned, failed }: Tally, signal: AbortSignal | undefined): Outcome {
  if (failed.length > 0) return "failed";
  return signal?.aborted && done < planned ? "interrupted" : "done";
}

function withoutGuard(tables: readonly string[]): DomainError {
  return new DomainError(
    "migration",
    `These tables are without their guard: ${tables.join(", ")}. Run: bun scripts/migrate.ts repair SLUG`,
  );
}
