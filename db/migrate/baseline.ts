import type postgres from "postgres";
import { compareStructure } from "#db/audit/compare/compare-structure.ts";
import { referencesFor } from "#db/audit/compare/reference.ts";
import type { Drift } from "#db/audit/finding.ts";
import { guardStatements, quoteName, sealTenantKey } from "#db/tenant/guard.ts";
import { DomainError } from "../errors.ts";
import { createLedger, recordApplied, recordForFleet } from "./ledger.ts";
import { assertVersion, type MigrateOptions } from "./migrate.ts";
import { type Migration, readMigrations } from "./migration-files.ts";
import { withFleetLock } from "./owner.ts";
import { type FleetTenant, recordVersion } from "./rollout/apply-step.ts";
import { listTenants } from "./rollout/status.ts";
import { storeKeyHashes } from "./seal/key-hashes.ts";
import { listSealsInForce, secretsInForce } from "./seal/seal-check.ts";

export type BaselineResult = { version: number; done: string[]; drift: Drift[] };

/**
 * Adopts tenants that have tables but no ledger (version 0 in the directory), as if the migrations up to `to` had made
 * them. A tenant whose structure differs from that version is left unchanged, and its differences are returned.
 * @throws DomainError "no-tenant", "fleet-busy", or "migration" for a version that does not exist.
 */
export async function baselineTenants(options: MigrateOptions): Promise<BaselineResult> {
  const files = readMigrations("tenant", options.directory);
  const version = assertVersion(files, options.to);
  return await withFleetLock({ ...options, command: "baseline" }, async (sql) => {
    const sealSecret = secretsInForce(await listSealsInForce(sql), options.sealSecret);
    const tenants = await listTenants(sql, { below: 1 }, options.tenants);
    for (const { schema } of tenants) await sql.unsafe(ledgerIn(schema));
    const readReference = referencesFor(sql, options.directory);
    const drift = await compareStructure(sql, tenants, () => readReference(version));
    const matching = tenants.filter(({ slug }) => !drift.some((one) => one.slug === slug));
    const tables = [...(await readReference(version)).structure.keys()];
    for (const tenant of matching)
      await adopt(sql, tenant, { files: files.slice(0, version), tables, sealSecret });
    return { version, done: matching.map(({ slug }) => slug), drift };
  });
}

async function adopt(
  sql: postgres.Sql,
  tenant: FleetTenant,
  {
    files,
    tables,
    sealSecret,
  }: { files: readonly Migration[]; tables: readonly string[]; sealSecret: string },
): Promise<void> {
  const key = sealTenantKey(sealSecret, tenant.id);
  const label = `${tenant.schema} baseline`.slice(0, 63);
  await sql.begin(async (tx) => {
    await storeKeyHashes(tx, sealSecret, [tenant.id]);
    await tx.unsafe(guardStatements(tenant, tables));
    await tx`select app.begin_migration(${tenant.id}, 0, ${key}, ${label}, '5s')`;
    await recordApplied(tx, files);
    await recordForFleet(tx, files);
    await tx.unsafe(recordVersion(tenant, { to: files.length }));
  });
}

function ledgerIn(schema: string): string {
  if (!/^tenant_/.test(schema))
    throw new DomainError("invalid-tenant-context", `${schema} is not the name of a tenant schema.`);
  return createLedger.replace("_migrations", `${quoteName(schema)}._migrations`);
}
