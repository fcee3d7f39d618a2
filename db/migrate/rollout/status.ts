import type postgres from "postgres";
import { DomainError } from "#db/errors.ts";
import type { FleetTenant } from "./apply-step.ts";

/**
 * Tenants by slug, in one query: those below or above a version, or all. Without the ones still being provisioned.
 * @throws DomainError "no-tenant" for an unknown slug.
 */
export async function listTenants(
  sql: postgres.Sql,
  { below = 2 ** 31 - 1, above = -1 }: { below?: number; above?: number },
  slugs?: readonly string[],
): Promise<FleetTenant[]> {
  if (slugs) await assertKnown(sql, slugs);
  return await sql<FleetTenant[]>`
    select id, slug, schema_name as schema, schema_version as version from public.tenants
    where schema_version < ${below} and schema_version > ${above} and status <> 'provisioning'
      and (${slugs === undefined} or slug = any(string_to_array(${(slugs ?? []).join(",")}, ',')))
    order by slug`;
}

async function assertKnown(sql: postgres.Sql, slugs: readonly string[]): Promise<void> {
  const rows = await sql<{ slug: string }[]>`
    select slug from public.tenants where slug = any(string_to_array(${slugs.join(",")}, ','))`;
  const unknown = slugs.filter((slug) => !rows.some((row) => row.slug === slug));
  if (unknown.length > 0) throw new DomainError("no-tenant", `There is no tenant ${unknown.join(", ")}.`);
}

export type RolloutRow = {
  command: string;
  operator: string;
  started_at: Date;
  finished_at: Date | null;
  outcome: string | null;
  target: number;
  planned: number;
  done: number;
  failed: number;
};
export type FailureRow = {
  slug: string;
  file: string;
  error: string;
  excerpt: string;
  attempts: number;
  failed_at: Date;
};
export type FleetStatus = {
  versions: { version: number; tenants: number }[];
  statuses: { status: string; tenants: number }[];
  running: { slug: string; since: Date }[];
  failures: FailureRow[];
  lastRollout: RolloutRow | undefined;
};

/** Tenants by version and status, the tenants being migrated now, the latest failures, and the last rollout. */
export async function readFleetStatus(sql: postgres.Sql): Promise<FleetStatus> {
  const [versions, statuses, running, failures, rollouts] = await Promise.all([
    sql<{ version: number; tenants: number }[]>`
      select schema_version as version, count(*)::int as tenants from public.tenants
      where status <> 'provisioning' group by 1 order by 1`,
    sql<{ status: string; tenants: number }[]>`
      select status, count(*)::int as tenants from public.tenants group by 1 order by 1`,
    sql<{ slug: string; since: Date }[]>`
      select t.slug, a.xact_start as since from pg_catalog.pg_stat_activity a
      join public.tenants t on a.application_name = left(t.schema_name || ' migrate', 63)
      where a.datname = current_database() and a.xact_start is not null order by a.xact_start`,
    sql<FailureRow[]>`
      select t.slug, f.file, f.error, f.excerpt, f.attempts, f.failed_at
      from public.fleet_failures f join public.tenants t on t.id = f.tenant_id order by f.failed_at desc`,
    sql<RolloutRow[]>`
      select command, operator, started_at, finished_at, outcome, target, planned, done, failed
      from public.fleet_runs order by started_at desc limit 1`,
  ]);
  return {
    versions: [...versions],
    statuses: [...statuses],
    running: [...running],
    failures: [...failures],
    lastRollout: rollouts[0],
  };
}
