import type postgres from "postgres";
import { guardedTables, resealStatements } from "#db/tenant/guard.ts";
import { testSealSecret } from "#db/testing/database.ts";
import type { BenchTenant } from "#scripts/bench/tenants.ts";

type Policy = { table: string; name: string };

/** The tenant's tables as they would be if there were no policies; everything else about them stays. */
export async function removeGuard(admin: postgres.Sql, { schema }: BenchTenant): Promise<void> {
  for (const { table, name } of await listPolicies(admin, schema)) {
    await admin.unsafe(`
      drop policy ${name} on ${schema}.${table};
      alter table ${schema}.${table} disable row level security, no force row level security;`);
  }
}

/** The tenant's policies as they are in the middle of a rotation: they take a second key. */
export async function mixRotation(admin: postgres.Sql, tenant: BenchTenant): Promise<void> {
  const secrets = `${testSealSecret} another-secret-for-the-middle-of-a-rotation`;
  await admin.unsafe(resealStatements(tenant, secrets, guardedTables));
}

async function listPolicies(admin: postgres.Sql, schema: string): Promise<Policy[]> {
  return await admin<Policy[]>`
    select tablename as table, policyname as name from pg_policies where schemaname = ${schema}`;
}
