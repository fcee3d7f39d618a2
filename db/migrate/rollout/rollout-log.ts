import type postgres from "postgres";
import { operatorName } from "#db/migrate/owner.ts";
import type { FleetTenant } from "./apply-step.ts";
import { MigrationFailed } from "./failure.ts";

export type Outcome = "done" | "failed" | "interrupted";
export type Failure = { slug: string; file: string; error: string; excerpt: string; attempts: number };

/** Logs that a rollout begins. @returns its id. */
export async function recordStart(
  sql: postgres.Sql,
  { command, target, planned }: { command: string; target: number; planned: number },
): Promise<string> {
  const id = Bun.randomUUIDv7();
  await sql`insert into public.fleet_runs (id, command, operator, started_at, target, planned)
    values (${id}, ${command}, ${operatorName()}, now(), ${target}, ${planned})`;
  return id;
}

/** Logs how the rollout ended, and forgets the failures of tenants that have reached their target since. */
export async function recordEnd(
  sql: postgres.Sql,
  id: string,
  { outcome, done, failed }: { outcome: Outcome; done: number; failed: number },
): Promise<void> {
  await sql`update public.fleet_runs set finished_at = now(), outcome = ${outcome}, done = ${done}, failed = ${failed}
    where id = ${id}`;
  await sql`delete from public.fleet_failures f using public.tenants t, public.fleet_runs r
    where t.id = f.tenant_id and r.id = f.run_id and t.schema_version >= r.target`;
}

/** Logs a tenant's failure, in place of its previous one. */
export async function recordFailure(
  sql: postgres.Sql,
  rolloutId: string,
  tenant: FleetTenant,
  failure: Failure,
): Promise<void> {
  const { file, error, excerpt, attempts } = failure;
  await sql`insert into public.fleet_failures (tenant_id, run_id, file, error, excerpt, attempts, failed_at)
    values (${tenant.id}, ${rolloutId}, ${file}, ${error}, ${excerpt}, ${attempts}, now())
    on conflict (tenant_id) do update set run_id = excluded.run_id, file = excluded.file, error = excluded.error,
      excerpt = excluded.excerpt, attempts = excluded.attempts, failed_at = excluded.failed_at`;
}

/** What is logged and reported about an error. */
export function toFailure(tenant: FleetTenant, error: unknown, attempts: number): Failure {
  const known = error instanceof MigrationFailed ? error : undefined;
  return {
    slug: tenant.slug,
    file: known?.migration.file ?? "",
    error: error instanceof Error ? error.message : String(error),
    excerpt: known?.excerpt ?? "",
    attempts,
  };
}
