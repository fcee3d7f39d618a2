import type postgres from "postgres";
import { guardNewTables, quoteName, sealTenantKey } from "#db/tenant/guard.ts";
import type { Tenant } from "#db/tenant/tenant.ts";
import { createLedger, recordApplied } from "./ledger.ts";
import type { Migration } from "./migration-files.ts";

/**
 * Creates a tenant's schema inside the caller's transaction: enters the tenant (FORCE binds the owner too), runs the
 * migrations, guards every table and writes the tenant's ledger. The tenant must be in the directory.
 */
export async function buildTenantSchema(
  tx: postgres.TransactionSql,
  tenant: Pick<Tenant, "id" | "schema">,
  sealSecret: string,
  migrations: readonly Migration[],
): Promise<void> {
  const key = sealTenantKey(sealSecret, tenant.id);
  const schema = quoteName(tenant.schema);
  // Pipelined, in this order. Each entry may send only one message: after a failure of another, a second one would run
  // outside the transaction.
  const [, , , tables] = await Promise.all([
    tx.unsafe(
      `create schema if not exists ${schema}; grant usage on schema ${schema} to tenantry_app, tenantry_backup;`,
    ),
    tx`select app.enter_tenant(${tenant.schema}, ${tenant.id}, null, ${key}, ${`${tenant.schema} migrate`.slice(0, 63)})`,
    tx.unsafe(tablesText(tenant, migrations)),
    selectTables(tx, tenant.schema),
  ]);
  const names = tables.map(({ name }) => name);
  await Promise.all([tx.unsafe(guardNewTables(tenant, names)), recordApplied(tx, migrations)]);
}

/** The SQL that creates the tables of a new schema, without their guard, once the tenant is entered. */
export function tablesText(tenant: Pick<Tenant, "schema">, migrations: readonly Migration[]): string {
  const texts = migrations.map((migration) => inTransaction(migration, textFor(migration.sql, tenant)));
  return [createLedger, ...texts].join("\n");
}

/** The text of a migration for one tenant. */
export function textFor(sql: string, { schema }: Pick<Tenant, "schema">): string {
  return sql.replaceAll("$TENANT_SCHEMA$", quoteName(schema));
}

/** In a new schema an index needs no CONCURRENTLY, and there is none to rebuild. */
export function inTransaction({ transaction }: Migration, text: string): string {
  if (transaction) return text;
  return /^\s*reindex\b/im.test(text) ? "" : text.replace(/\bconcurrently\b/gi, "");
}

/** The tables of a tenant's schema, by name. */
export async function listTables(tx: postgres.ISql, schema: string): Promise<string[]> {
  return (await selectTables(tx, schema)).map(({ name }) => name);
}

/**
 * From pg_depend, which has an index on the schema. pg_class has none, so the cost would grow with the number of tenants.
 */
function selectTables(tx: postgres.ISql, schema: string) {
  return tx<{ name: string }[]>`
    select c.relname as name from pg_catalog.pg_depend d join pg_catalog.pg_class c on c.oid = d.objid
    where d.refclassid = 'pg_catalog.pg_namespace'::regclass and d.refobjid = ${quoteName(schema)}::regnamespace
      and d.classid = 'pg_catalog.pg_class'::regclass and c.relkind in ('r', 'p')
    order by c.relname`;
}
