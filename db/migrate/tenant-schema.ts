import type postgres from "postgres";
import { guardNewTables, quoteName, sealTenantKey } from "#db/tenant/guard.ts";
import type { Tenant } from "#db/tenant/tenant.ts";
import { createLedger, recordApplied } from "./ledger.ts";
import type { Migration } from "./migration-files.ts";

/**
 * Makes the whole schema of a tenant at the newest version, inside the caller's transaction: enters the tenant like
 * anyone else (FORCE binds the owner too), runs all migrations, guards every table, writes the tenant's ledger. What
 * the directory says of it is the caller's.
 */
export async function buildTenantSchema(
  tx: postgres.TransactionSql,
  tenant: Pick<Tenant, "id" | "schema">,
  sealSecret: string,
  migrations: readonly Migration[],
): Promise<void> {
  const key = sealTenantKey(sealSecret, tenant.id);
  const schema = quoteName(tenant.schema);
  // Sent at once, run in this order. Nothing that sends a second statement may stand here: after a failure of the others
  // that one would run when the transaction is over.
  const [, , , tables] = await Promise.all([
    tx.unsafe(
      `create schema if not exists ${schema}; grant usage on schema ${schema} to tenantry_app, tenantry_backup;`,
    ),
    tx`select app.enter_tenant(${tenant.schema}, ${tenant.id}, ${key}, ${`${tenant.schema} migrate`.slice(0, 63)})`,
    tx.unsafe(tablesText(tenant, migrations)),
    selectTables(tx, tenant.schema),
  ]);
  const names = tables.map(({ name }) => name);
  await Promise.all([tx.unsafe(guardNewTables(tenant, sealSecret, names)), recordApplied(tx, migrations)]);
}

/** The SQL that makes the tables of a new schema, without their guard, within the tenant. */
export function tablesText(tenant: Pick<Tenant, "schema">, migrations: readonly Migration[]): string {
  const texts = migrations.map((migration) => inTransaction(migration, textFor(migration.sql, tenant)));
  return [createLedger, ...texts].join("\n");
}

/** The text of a migration for one tenant. */
export function textFor(sql: string, { schema }: Pick<Tenant, "schema">): string {
  return sql.replaceAll("$TENANT_SCHEMA$", quoteName(schema));
}

/** In a schema that is being made nobody waits for an index, so it is made at once, and there is none to make again. */
export function inTransaction({ transaction }: Migration, text: string): string {
  if (transaction) return text;
  return /^\s*reindex\b/im.test(text) ? "" : text.replace(/\bconcurrently\b/gi, "");
}

/** The tables of a tenant's schema, by name. */
export async function listTables(tx: postgres.ISql, schema: string): Promise<string[]> {
  return (await selectTables(tx, schema)).map(({ name }) => name);
}

/**
 * Asked of pg_depend, which has an index on the schema; pg_class has none, and a look through all of it would make a
 * tenant the dearer the more there are.
 */
function selectTables(tx: postgres.ISql, schema: string) {
  return tx<{ name: string }[]>`
    select c.relname as name from pg_catalog.pg_depend d join pg_catalog.pg_class c on c.oid = d.objid
    where d.refclassid = 'pg_catalog.pg_namespace'::regclass and d.refobjid = ${quoteName(schema)}::regnamespace
      and d.classid = 'pg_catalog.pg_class'::regclass and c.relkind in ('r', 'p')
    order by c.relname`;
}
