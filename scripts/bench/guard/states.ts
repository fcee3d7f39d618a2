import { createHash } from "node:crypto";
import type postgres from "postgres";
import type { BenchTenant } from "../tenants.ts";

type Policy = { table: string; name: string; using: string; check: string };

/** The tenant's tables as they would be if there were no policies; everything else about them stays. */
export async function removeGuard(admin: postgres.Sql, { schema }: BenchTenant): Promise<void> {
  for (const { table, name } of await listPolicies(admin, schema)) {
    await admin.unsafe(`
      drop policy ${name} on ${schema}.${table};
      alter table ${schema}.${table} disable row level security, no force row level security;`);
  }
}

/**
 * The tenant's policies as they are while its key is changed: they take a second key, and find the session's own after
 * it. The text of the policies is edited here: it is to come from db/guard.ts when that takes two keys.
 */
export async function mixRotation(admin: postgres.Sql, { schema }: BenchTenant): Promise<void> {
  const other = createHash("sha256").update("another key").digest("hex");
  const withBoth = (condition: string) =>
    condition.replace(/= '(\\x[0-9a-f]{64})'::bytea/, `in ('\\x${other}'::bytea, '$1'::bytea)`);
  for (const { table, name, using, check } of await listPolicies(admin, schema)) {
    if (withBoth(using) === using) throw new Error(`The policy ${name} of ${table} compares no hash`);
    await admin.unsafe(`alter policy ${name} on ${schema}.${table}
      using (${withBoth(using)}) with check (${withBoth(check)})`);
  }
}

async function listPolicies(admin: postgres.Sql, schema: string): Promise<Policy[]> {
  return await admin<Policy[]>`
    select tablename as table, policyname as name, qual as using, with_check as check
    from pg_policies where schemaname = ${schema}`;
}
