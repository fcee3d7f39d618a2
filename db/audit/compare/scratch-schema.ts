import type postgres from "postgres";
import type { Migration } from "#db/migrate/migration-files.ts";
import { addScratchTenant } from "#db/migrate/scratch-tenant.ts";
import { buildTenantSchema } from "#db/migrate/tenant-schema.ts";

export type Scratch = { id: string; schema: string };

/**
 * Runs `fn` beside a tenant schema that this release makes from these migrations, in a transaction that is always rolled
 * back. Within it search_path names no tenant, so the catalog writes every name in full.
 * @param sql a connection of tenantry_owner.
 */
export async function inScratchSchema<T>(
  sql: postgres.Sql,
  migrations: readonly Migration[],
  fn: (tx: postgres.TransactionSql, scratch: Scratch) => Promise<T>,
): Promise<T> {
  const results: T[] = [];
  const rollback = new Error("The scratch schema is rolled back.");
  await sql
    .begin(async (tx) => {
      const scratch = await addScratchTenant(tx, "scratch");
      await buildTenantSchema(tx, scratch, scratch.sealSecret, migrations);
      await tx`select set_config('search_path', 'pg_catalog', true), set_config('statement_timeout', '0', true)`;
      results.push(await fn(tx, scratch));
      throw rollback;
    })
    .catch((error: unknown) => {
      if (error !== rollback) throw error;
    });
  return results[0] as T;
}
