import type postgres from "postgres";
import { guardStatements, quoteName, sealTenantKey } from "../guard.ts";
import type { Tenant } from "../tenant.ts";
import { createLedger, recordApplied } from "./ledger.ts";
import type { Migration } from "./migration-files.ts";

/**
 * Makes the whole schema of a tenant at the newest version, inside the caller's transaction: enters the tenant like
 * anyone else (FORCE binds the owner too), runs all migrations, guards every table, writes the ledger.
 */
export async function buildTenantSchema(
  tx: postgres.TransactionSql,
  tenant: Pick<Tenant, "id" | "schema">,
  sealSecret: string,
  migrations: readonly Migration[],
): Promise<void> {
  const key = sealTenantKey(sealSecret, tenant.id);
  const schema = quoteName(tenant.schema);
  await tx.unsafe(
    `create schema if not exists ${schema}; grant usage on schema ${schema} to tenantry_app, tenantry_backup;`,
  );
  await tx`select app.enter_tenant(${tenant.schema}, ${tenant.id}, ${key}, ${`${tenant.schema} migrate`.slice(0, 63)})`;
  await tx.unsafe(
    [
      createLedger,
      ...migrations.map((migration) => inTransaction(migration, textFor(migration.sql, tenant))),
    ].join("\n"),
  );
  await tx.unsafe(guardStatements(tenant, key, await listTables(tx, tenant.schema)));
  await recordApplied(tx, migrations);
  await tx`update public.tenants set schema_version = ${migrations.length}, updated_at = now() where id = ${tenant.id}`;
}

/** The text of a migration for one tenant. */
export function textFor(sql: string, { schema }: Pick<Tenant, "schema">): string {
  return sql.replaceAll("$TENANT_SCHEMA$", quoteName(schema));
}

/** In a schema that is being made nobody waits for an index, so it need not be made beside others' work. */
export function inTransaction({ transaction }: Migration, text: string): string {
  return transaction ? text : text.replace(/\bconcurrently\b/gi, "");
}

async function listTables(tx: postgres.TransactionSql, schema: string): Promise<string[]> {
  const rows = await tx<{ relname: string }[]>`
    select c.relname from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where n.nspname = ${schema} and c.relkind in ('r', 'p') order by c.relname`;
  return rows.map(({ relname }) => relname);
}
