import type postgres from "postgres";
import { migrateJobs } from "#db/jobs/queue.ts";
import { DomainError } from "../errors.ts";
import { type Applied, listPending } from "./ledger.ts";
import { type Migration, readMigrations } from "./migration-files.ts";
import { connectAsOwner, withFleetLock } from "./owner.ts";
import { migratePublic } from "./public-schema.ts";
import { type FleetOptions, type FleetPlan, type FleetResult, runFleet } from "./rollout/rollout.ts";
import { listTenants } from "./rollout/status.ts";
import { settleSeal } from "./seal/seal-check.ts";

export type MigrateOptions = FleetOptions & {
  /** Which schemas: both unless told. */
  scope?: "public" | "tenants";
  /** The version of the tenants to stop at; the newest unless told. */
  to?: number;
  /** Waits for another operator to finish, instead of leaving. */
  wait?: boolean;
  /** Where the files are, for tests. */
  directory?: string;
};

export type MigrateResult = FleetResult & { public: string[] };

/**
 * Brings `public`, then every tenant schema, to the newest version. Safe to run again, to interrupt, and beside a fleet at
 * work: a tenant that fails stays as it was, is named in the result, and the others go on; a rerun takes up what is left.
 * @throws DomainError "migration" for files that break the rules, "migration-failed" for one that fails in the shared
 *   schema or in the rehearsal, "seal-changed" for another TENANT_SEAL_SECRET, "fleet-busy" when somebody is at it.
 */
export async function migrate(options: MigrateOptions): Promise<MigrateResult> {
  const files = {
    public: readMigrations("public", options.directory),
    tenant: readMigrations("tenant", options.directory),
  };
  const target = newestOrTarget(files.tenant, options.to);
  return await withOwner("migrate", options, async (sql) => {
    const lockTimeout = options.lockTimeout ?? "2s";
    if (options.scope !== "tenants") await migrateJobs(sql, options.ownerUrl);
    const applied = options.scope === "tenants" ? [] : await migratePublic(sql, files.public, lockTimeout);
    const sealSecret = await settleSeal(sql, options.sealSecret);
    await assertFilesUnchanged(sql, files.tenant);
    const all = options.scope === "public" ? [] : await listTenants(sql, { below: target }, options.tenants);
    const plan = { command: "up", tenants: all, files: files.tenant, target };
    const result = await runFleet(sql, plan, { ...options, sealSecret });
    return { public: applied, ...(await takeLatecomers(sql, plan, result, { ...options, sealSecret })) };
  });
}

/** Tenants that a worker of the release before made while the run went on: when all others are through, they follow. */
async function takeLatecomers(
  sql: postgres.Sql,
  plan: FleetPlan,
  first: FleetResult,
  options: MigrateOptions,
): Promise<FleetResult> {
  if (first.planned === 0 || first.outcome !== "done") return first;
  const tenants = await listTenants(sql, { below: plan.target }, options.tenants);
  if (tenants.length === 0) return first;
  const onPlan: FleetOptions["onPlan"] = ({ planned, target }) =>
    options.onPlan?.({ planned: first.planned + planned, target });
  const { canary: _, ...others } = options;
  const late = await runFleet(sql, { ...plan, tenants }, { ...others, onPlan });
  const slowest = [...first.slowest, ...late.slowest].sort((a, b) => b.milliseconds - a.milliseconds);
  return {
    ...late,
    planned: first.planned + late.planned,
    done: first.done + late.done,
    slowest: slowest.slice(0, 5),
  };
}

/**
 * Takes tenants back to an older version, by the files NNNN_name.down.sql.
 * @throws DomainError "migration" when a file on the way has none.
 */
export async function migrateDown(options: MigrateOptions & { to: number }): Promise<FleetResult> {
  const files = readMigrations("tenant", options.directory);
  newestOrTarget(files, options.to);
  return await withOwner("migrate down", options, async (sql) => {
    const sealSecret = await settleSeal(sql, options.sealSecret);
    await assertFilesUnchanged(sql, files);
    const tenants = await listTenants(sql, { above: options.to }, options.tenants);
    const plan = { command: "down", tenants, files, target: options.to };
    const result = await runFleet(sql, plan, { ...options, sealSecret });
    // What no tenant has any more may be edited again.
    await sql`delete from public.tenant_migrations
      where version > (select coalesce(max(schema_version), 0) from public.tenants)`;
    return result;
  });
}

async function withOwner<T>(
  command: string,
  { ownerUrl, wait = false }: MigrateOptions,
  fn: (sql: postgres.Sql) => Promise<T>,
): Promise<T> {
  const sql = connectAsOwner(ownerUrl, `tenantry ${command}`, 2);
  let closed: Promise<void> | undefined;
  const close = () => {
    closed ??= sql.end({ timeout: 5 });
    return closed;
  };
  try {
    // Connects while the lock is taken, and leaves while it is given up.
    sql`select`.catch(() => {});
    return await withFleetLock({ ownerUrl, command, wait }, () => fn(sql).finally(() => void close()));
  } finally {
    await close();
  }
}

/** @throws DomainError "migration" when there is no such version. */
export function newestOrTarget({ length }: readonly Migration[], target = length): number {
  if (Number.isInteger(target) && target >= 1 && target <= length) return target;
  throw new DomainError("migration", `There is no version ${target}: the files go from 1 to ${length}.`);
}

/** One look tells whether a file was edited since some tenant had it. */
export async function assertFilesUnchanged(sql: postgres.Sql, files: Migration[]): Promise<void> {
  const applied = await sql<Applied[]>`
    select version, checksum from public.tenant_migrations order by version`;
  listPending(applied, files);
}
