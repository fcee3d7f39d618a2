import { compareStructure } from "#db/audit/compare/compare-structure.ts";
import { referencesFor } from "#db/audit/compare/reference.ts";
import type { Drift } from "#db/audit/finding.ts";
import { guardedTables, guardStatements, quoteName, sealedBy, sealTenantKey } from "#db/tenant/guard.ts";
import { DomainError } from "../errors.ts";
import { createLedger, recordApplied, recordForFleet } from "./ledger.ts";
import { type MigrateOptions, newestOrTarget } from "./migrate.ts";
import { readMigrations } from "./migration-files.ts";
import { connectAsOwner, withFleetLock } from "./owner.ts";
import type { FleetTenant } from "./rollout/apply-step.ts";
import { listTenants } from "./rollout/status.ts";
import { listSealsInForce, secretsInForce } from "./seal/seal-check.ts";

export type BaselineResult = { version: number; done: string[]; drift: Drift[] };

/**
 * Takes over tenants whose tables exist, but whose ledger has no rows (version 0 in the directory), as if the migrations
 * up to `to` had made them. A tenant whose structure is not exactly that of this version is left as it is, and its
 * differences are returned.
 * @throws DomainError "no-tenant", or "migration" for a version that does not exist.
 */
export async function baselineTenants(options: MigrateOptions): Promise<BaselineResult> {
  const files = readMigrations("tenant", options.directory);
  const version = newestOrTarget(files, options.to);
  const { ownerUrl, sealSecret, wait = false } = options;
  return await withFleetLock({ ownerUrl, command: "baseline", wait }, async () => {
    const sql = connectAsOwner(ownerUrl, "tenantry baseline", 2);
    try {
      const accepted = secretsInForce(await listSealsInForce(sql), sealSecret);
      const tenants = await listTenants(sql, { below: 1 }, options.tenants);
      for (const { schema } of tenants) await sql.unsafe(ledgerIn(schema));
      const readReference = referencesFor(sql, sealSecret, options.directory);
      const drift = await compareStructure(sql, tenants, () => readReference(version));
      const done: string[] = [];
      for (const tenant of tenants.filter(({ slug }) => !drift.some((one) => one.slug === slug))) {
        await sql.begin(async (tx) => {
          const key = sealTenantKey(sealSecret, tenant.id);
          await tx.unsafe(guardStatements(tenant, accepted, guardedTables));
          await tx`select app.begin_migration(${tenant.id}, 0, ${version}, ${key}, ${labelOf(tenant)}, '5s')`;
          await recordApplied(tx, files.slice(0, version));
          await recordForFleet(tx, files.slice(0, version));
          await tx`update public.tenants set sealed_by = ${sealedBy(accepted)}, updated_at = now() where id = ${tenant.id}`;
        });
        done.push(tenant.slug);
      }
      return { version, done, drift };
    } finally {
      await sql.end({ timeout: 5 });
    }
  });
}

function labelOf({ schema }: FleetTenant): string {
  return `${schema} baseline`.slice(0, 63);
}

/** @throws DomainError for a schema that is not there: there is nothing to take over. */
function ledgerIn(schema: string): string {
  if (!/^tenant_/.test(schema))
    throw new DomainError("invalid-tenant-context", "The schema name is not a tenant's.");
  return createLedger.replace("_migrations", `${quoteName(schema)}._migrations`);
}
