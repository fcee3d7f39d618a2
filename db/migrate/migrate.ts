import type postgres from "postgres";
import { migrateJobs } from "#db/jobs/queue.ts";
import { DomainError } from "../errors.ts";
import { type Applied, listPending } from "./ledger.ts";
import { type Migration, readMigrations } from "./migration-files.ts";
import { withFleetLock } from "./owner.ts";
import { migratePublic } from "./public-schema.ts";
import { type RolloutOptions, type RolloutPlan, type RolloutResult, runRollout } from "./rollout/rollout.ts";
import { listTenants } from "./rollout/status.ts";
import { ensureSeal } from "./seal/seal-check.ts";

export type MigrateOptions = RolloutOptions & {
  /** Which schemas to migrate, both by default. */
  scope?: "public" | "tenants";
  /** The version of the tenants to stop at, the newest by default. */
  to?: number;
  /** Waits for another operator to finish instead of failing. */
  wait?: boolean;
  /** Where the migration files are, for tests. */
  directory?: string;
};

export type MigrateResult = RolloutResult & { public: string[] };

/**
 * Brings `public`, then every tenant schema, to the newest version. Safe to repeat, to interrupt, and to run while the
 * application serves: a tenant that fails is left unchanged and reported, the others continue, and the next rollout
 * retries it.
 * @throws DomainError "migration" for files that break the rules, "migration-failed" for one that fails in the shared
 *   schema or in the rehearsal, "seal-changed" for another TENANT_SEAL_SECRET, "fleet-busy" while another operator works.
 */
export async function migrate(options: MigrateOptions): Promise<MigrateResult> {
  const files = {
    public: readMigrations("public", options.directory),
    tenant: readMigrations("tenant", options.directory),
  };
  const target = assertVersion(files.tenant, options.to);
  return await withFleetLock({ ...options, command: "migrate" }, async (sql) => {
    const lockTimeout = options.lockTimeout ?? "2s";
    if (options.scope !== "tenants") await migrateJobs(sql, options.ownerUrl);
    const applied =
      options.scope === "tenants" ? [] : await migratePublic(sql, files.public, lockTimeout, options);
    const sealSecret = await ensureSeal(sql, options.sealSecret);
    await assertFilesUnchanged(sql, files.tenant);
    const all = options.scope === "public" ? [] : await listTenants(sql, { below: target }, options.tenants);
    const plan = { command: "up", tenants: all, files: files.tenant, target };
    const result = await runRollout(sql, plan, { ...options, sealSecret });
    return { public: applied, ...(await migrateLateTenants(sql, plan, result, { ...options, sealSecret })) };
  });
}

/** Migrates the tenants that a worker of the previous release created during the rollout. */
async function migrateLateTenants(
  sql: postgres.Sql,
  plan: RolloutPlan,
  first: RolloutResult,
  options: MigrateOptions,
): Promise<RolloutResult> {
  if (first.planned === 0 || first.outcome !== "done") return first;
  const tenants = await listTenants(sql, { below: plan.target }, options.tenants);
  if (tenants.length === 0) return first;
  const onPlan: RolloutOptions["onPlan"] = ({ planned, target }) =>
    options.onPlan?.({ planned: first.planned + planned, target });
  const { canary: _, ...others } = options;
  const late = await runRollout(sql, { ...plan, tenants }, { ...others, onPlan });
  const slowest = [...first.slowest, ...late.slowest].sort((a, b) => b.milliseconds - a.milliseconds);
  return {
    ...late,
    planned: first.planned + late.planned,
    done: first.done + late.done,
    slowest: slowest.slice(0, 5),
  };
}

/**
 * Takes tenants back to an older version with the files NNNN_name.down.sql.
 * @throws DomainError "migration" when a migration on the way has no such file; the others as `migrate`.
 */
export async function migrateDown(options: MigrateOptions & { to: number }): Promise<RolloutResult> {
  const files = readMigrations("tenant", options.directory);
  assertVersion(files, options.to);
  return await withFleetLock({ ...options, command: "migrate down" }, async (sql) => {
    const sealSecret = await ensureSeal(sql, options.sealSecret);
    await assertFilesUnchanged(sql, files);
    const tenants = await listTenants(sql, { above: options.to }, options.tenants);
    const plan = { command: "down", tenants, files, target: options.to };
    const result = await runRollout(sql, plan, { ...options, sealSecret });
    // A file that no tenant has any more may be edited again.
    await sql`delete from public.tenant_migrations
      where version > (select coalesce(max(schema_version), 0) from public.tenants)`;
    return result;
  });
}

/**
 * @returns the version, the newest by default.
 * @throws DomainError "migration" when there is no such version.
 */
export function assertVersion({ length }: readonly Migration[], version = length): number {
  if (Number.isInteger(version) && version >= 1 && version <= length) return version;
  throw new DomainError("migration", `There is no version ${version}: the files go from 1 to ${length}.`);
}

/** @throws DomainError "migration" when a file was edited after a tenant got it. One query for all tenants. */
export async function assertFilesUnchanged(sql: postgres.Sql, files: Migration[]): Promise<void> {
  const applied = await sql<Applied[]>`
    select version, checksum from public.tenant_migrations order by version`;
  listPending(applied, files);
}
