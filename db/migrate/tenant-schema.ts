import type postgres from "postgres";
import { guardStatements, quoteName, sealTenantKey } from "../guard.ts";
import type { Tenant } from "../tenant.ts";
import { createLedger, listPending, recordApplied } from "./ledger.ts";
import type { Migration } from "./migration-files.ts";

/**
 * Brings one tenant's schema to the newest version, inside the caller's transaction: enters the tenant like anyone
 * else (FORCE binds the owner too), applies what is pending, guards the tables that are new, writes the ledger.
 * @returns the names of the migrations applied.
 */
export async function upgradeTenantSchema(
  tx: postgres.TransactionSql,
  tenant: Pick<Tenant, "id" | "schema">,
  sealSecret: string,
  migrations: readonly Migration[],
): Promise<string[]> {
  const key = sealTenantKey(sealSecret, tenant.id);
  await tx`select app.enter_tenant(${tenant.schema}, ${tenant.id}, ${key}, ${`${tenant.schema} migrate`.slice(0, 63)})`;
  // A migration may take longer than a request; its locks may not.
  await tx`select set_config('statement_timeout', '0', true), set_config('idle_in_transaction_session_timeout', '0', true)`;
  const before = new Set(await listTables(tx, tenant.schema));
  if (!before.has("_migrations")) await tx.unsafe(createLedger);
  const pending = await listPending(tx, migrations);
  if (pending.length > 0) await tx.unsafe(pending.map((migration) => migration.sql).join("\n"));
  const added = (await listTables(tx, tenant.schema)).filter((table) => !before.has(table));
  if (added.length > 0) await tx.unsafe(guardStatements(tenant, key, added));
  await recordApplied(tx, pending);
  await tx`update public.tenants set schema_version = ${migrations.length}, updated_at = now() where id = ${tenant.id}`;
  return pending.map(({ name }) => name);
}

/** Makes the empty schema of a tenant, open to the roles that may look into it. */
export async function createTenantSchema(tx: postgres.TransactionSql, schema: string): Promise<void> {
  await tx.unsafe(
    `create schema if not exists ${quoteName(schema)};
     grant usage on schema ${quoteName(schema)} to tenantry_app, tenantry_backup;`,
  );
}

async function listTables(tx: postgres.TransactionSql, schema: string): Promise<string[]> {
  const rows = await tx<{ relname: string }[]>`
    select c.relname from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where n.nspname = ${schema} and c.relkind in ('r', 'p') order by c.relname`;
  return rows.map(({ relname }) => relname);
}
