import { availableParallelism } from "node:os";
import type postgres from "postgres";
import { findUnguarded } from "#db/audit/compare/find-unguarded.ts";
import { DomainError } from "#db/errors.ts";
import type { Migration } from "#db/migrate/migration-files.ts";
import { rehearse } from "#db/migrate/rehearse.ts";
import type { FleetTenant } from "./apply-step.ts";
import { type Canary, inBatches } from "./batches.ts";
import { closeConnections, type FleetConnection, openConnections } from "./connections.ts";
import { migratingTenant } from "./migrate-tenant.ts";
import { runBatch, type TenantResult } from "./run-batch.ts";
import { type Failure, type Outcome, recordEnd, recordFailure, recordRun } from "./run-log.ts";

export type FleetOptions = {
  ownerUrl: string;
  sealSecret: string;
  /** Slugs of the tenants to take; all unless told. */
  tenants?: readonly string[];
  /** Connections at once; twice the processors unless told. */
  concurrency?: number;
  /** Who goes first. When one of them fails, nobody follows. */
  canary?: Canary;
  /** After so many failures no further tenant is begun. */
  maxFailures?: number;
  /** How long a statement waits for a lock, as PostgreSQL writes it; 2s unless told. */
  lockTimeout?: string;
  /** How often one tenant is tried again after something that may pass; 5 unless told. */
  retries?: number;
  /** When it aborts, tenants in hand are finished and no further one is begun. */
  signal?: AbortSignal;
  onPlan?(plan: { planned: number; target: number }): void;
  onTenant?(result: TenantResult): void;
};

export type FleetPlan = { command: string; tenants: FleetTenant[]; files: Migration[]; target: number };

export type FleetResult = {
  target: number;
  planned: number;
  done: number;
  failed: Failure[];
  outcome: Outcome;
  slowest: { slug: string; milliseconds: number }[];
};

/**
 * Takes tenants to a version, up or down, in waves: rehearsed first, written down as a run, looked over after each wave.
 * @throws MigrationFailed when the rehearsal fails; DomainError "migration" when a table is left without its guard.
 */
export async function runFleet(
  sql: postgres.Sql,
  plan: FleetPlan,
  options: FleetOptions,
): Promise<FleetResult> {
  const { tenants, target } = plan;
  options.onPlan?.({ planned: tenants.length, target });
  const tally: Tally = { target, planned: tenants.length, done: 0, failed: [], slowest: [] };
  if (tenants.length === 0) return { ...tally, outcome: "done" };
  // They connect during the rehearsal.
  const connections = openConnections(options.ownerUrl, connectionCount(options, tenants));
  try {
    return await runWaves(sql, plan, connections, tally, options);
  } finally {
    await closeConnections(connections);
  }
}

async function runWaves(
  sql: postgres.Sql,
  { command, tenants, files, target }: FleetPlan,
  connections: readonly FleetConnection[],
  tally: Tally,
  options: FleetOptions,
): Promise<FleetResult> {
  const from = farthest(tenants, target);
  const steps = await rehearse(sql, options.sealSecret, files, { from, to: target });
  const { sealSecret, lockTimeout = "2s" } = options;
  const apply = migratingTenant(steps, { sealSecret, lockTimeout });
  const runId = await recordRun(sql, { command, target, planned: tenants.length });
  const onTenant = async (result: TenantResult) => {
    count(tally, result);
    if (result.failure) await recordFailure(sql, runId, result.tenant, result.failure);
    options.onTenant?.(result);
  };
  const { maxFailures = Number.POSITIVE_INFINITY } = options;
  let unguarded: string[] = [];
  const batches = inBatches(tenants, options.canary);
  for (const batch of batches) {
    const left = batch.isCanary ? 1 : maxFailures - tally.failed.length;
    await runBatch(batch.tenants, {
      ...batchSettings(options),
      connections,
      apply,
      maxFailures: left,
      onTenant,
    });
    // They leave while the catalog is looked at.
    if (batch === batches.at(-1)) void closeConnections(connections);
    unguarded = await findUnguarded(sql, options.sealSecret);
    if (
      unguarded.length > 0 ||
      tally.failed.length >= (batch.isCanary ? 1 : maxFailures) ||
      options.signal?.aborted
    )
      break;
  }
  const outcome = unguarded.length > 0 ? "failed" : outcomeOf(tally, options.signal);
  await recordEnd(sql, runId, { outcome, done: tally.done, failed: tally.failed.length });
  if (unguarded.length > 0) throw withoutGuard(unguarded);
  return { ...tally, outcome };
}

type Tally = Omit<FleetResult, "outcome">;

/** The version that is farthest from the target. */
function farthest(tenants: readonly FleetTenant[], target: number): number {
  const versions = tenants.map(({ version }) => version);
  return versions.reduce((a, b) => (Math.abs(b - target) > Math.abs(a - target) ? b : a), target);
}

/** As many as were asked for, and no more than there are tenants. */
export function connectionCount({ concurrency }: FleetOptions, { length }: readonly FleetTenant[]): number {
  return Math.min(concurrency ?? availableParallelism() * 2, length);
}

/** What a wave takes from the operator's options. */
export function batchSettings({ retries, signal }: FleetOptions) {
  return { retries: retries ?? 5, ...(signal && { signal }) };
}

function count(tally: Tally, { tenant, milliseconds, failure }: TenantResult): void {
  if (failure) tally.failed.push(failure);
  else tally.done += 1;
  tally.slowest.push({ slug: tenant.slug, milliseconds });
  tally.slowest.sort((a, b) => b.milliseconds - a.milliseconds).splice(5);
}

/** After each wave the whole fleet is looked at, set-based: no migration may leave a table without its guard. */
function withoutGuard(tables: readonly string[]): DomainError {
  return new DomainError(
    "migration",
    `These tables are without their guard: ${tables.join(", ")}. Run: bun scripts/migrate.ts repair SLUG`,
  );
}

function outcomeOf({ done, planned, failed }: Tally, signal: AbortSignal | undefined): Outcome {
  if (failed.length > 0) return "failed";
  return signal?.aborted && done < planned ? "interrupted" : "done";
}
