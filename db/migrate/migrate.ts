import type postgres from "postgres";
import { DomainError } from "../errors.ts";
import { sealCheckValue } from "../guard.ts";
import { createLedger, listPending, recordApplied } from "./ledger.ts";
import { type Migration, readMigrations } from "./migration-files.ts";
import { connectAsOperator, withFleetLock } from "./operator.ts";
import { upgradeTenantSchema } from "./tenant-schema.ts";

export type MigrateResult = {
  public: string[];
  tenants: { slug: string; applied: string[] }[];
  failed: { slug: string; error: string }[];
};

/**
 * Brings `public`, then every tenant schema, to the newest version. Safe to run again, and beside a running fleet.
 * One transaction a tenant: a tenant that fails stays as it was, is named in the result, and the others go on.
 * @throws DomainError "migration" for files that break the rules, "seal-changed" for another TENANT_SEAL_SECRET.
 */
export async function migrate(options: { ownerUrl: string; sealSecret: string }): Promise<MigrateResult> {
  const sql = connectAsOperator(options.ownerUrl, "tenantry migrate", 2);
  try {
    return await withFleetLock(sql, () => migrateAll(sql, options.sealSecret));
  } finally {
    await sql.end({ timeout: 5 });
  }
}

async function migrateAll(sql: postgres.Sql, sealSecret: string): Promise<MigrateResult> {
  const applied = await migratePublic(sql, readMigrations("public"));
  await settleSeal(sql, sealSecret);
  return { public: applied, ...(await migrateTenants(sql, sealSecret, readMigrations("tenant"))) };
}

async function migratePublic(sql: postgres.Sql, migrations: Migration[]): Promise<string[]> {
  const pending = await sql.begin(async (tx) => {
    await tx`set local search_path to public, pg_temp`;
    await tx.unsafe(createLedger);
    return await listPending(tx, migrations);
  });
  for (const migration of pending) {
    await sql.begin(async (tx) => {
      await tx`set local search_path to public, pg_temp`;
      await tx.unsafe(migration.sql);
      await recordApplied(tx, [migration]);
    });
  }
  return pending.map(({ name }) => name);
}

/** The first migration stores the seal's check value; every later start compares with it. */
async function settleSeal(sql: postgres.Sql, sealSecret: string): Promise<void> {
  const mine = sealCheckValue(sealSecret);
  await sql`insert into public.seal (check_value) values (${mine}) on conflict do nothing`;
  const [seal] = await sql<{ check_value: string }[]>`select check_value from public.seal`;
  assertSeal(seal?.check_value, mine);
}

export function assertSeal(stored: string | undefined, mine: string): void {
  if (stored === mine) return;
  throw new DomainError(
    "seal-changed",
    "TENANT_SEAL_SECRET is not the one this database was sealed with, so no tenant would open. " +
      "Set the secret this database was migrated with.",
  );
}

async function migrateTenants(sql: postgres.Sql, sealSecret: string, migrations: Migration[]) {
  const behind = await sql<{ id: string; slug: string; schema: string }[]>`
    select id, slug, schema_name as schema from public.tenants
    where schema_version < ${migrations.length} and status <> 'provisioning' order by slug`;
  const tenants: MigrateResult["tenants"] = [];
  const failed: MigrateResult["failed"] = [];
  for (const tenant of behind) {
    try {
      const applied = await sql.begin((tx) => upgradeTenantSchema(tx, tenant, sealSecret, migrations));
      tenants.push({ slug: tenant.slug, applied });
    } catch (error) {
      failed.push({ slug: tenant.slug, error: (error as Error).message });
    }
  }
  return { tenants, failed };
}
