import type postgres from "postgres";
import { guardStatements, quoteName, sealedBy, sealTenantKey } from "../guard.ts";
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
  const relations = await listRelations(tx, tenant.schema);
  await tx.unsafe(guardStatements(tenant, sealSecret, namesOf(relations, "rp")));
  await recordApplied(tx, migrations);
  await tx`update public.tenants
    set schema_version = ${migrations.length}, sealed_by = ${sealedBy(sealSecret)}, updated_at = now()
    where id = ${tenant.id}`;
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

export type Relation = { oid: number; name: string; kind: string };

/**
 * What is in a schema. Asked of pg_depend, which has an index on the schema; pg_class has none, and a look through all of
 * it would make a tenant the dearer the more there are.
 */
export function listRelations(tx: postgres.ISql, schema: string): Promise<Relation[]> {
  return tx<Relation[]>`
    with members as materialized (
      select d.objid as oid from pg_catalog.pg_depend d
      where d.refclassid = 'pg_catalog.pg_namespace'::regclass and d.classid = 'pg_catalog.pg_class'::regclass
        and d.refobjid = (select oid from pg_catalog.pg_namespace where nspname = ${schema})
    )
    select c.oid::int8::int as oid, c.relname as name, c.relkind::text as kind from pg_catalog.pg_class c
    where c.oid in (select oid from members
      union all select i.indexrelid from pg_catalog.pg_index i join members on members.oid = i.indrelid)
    order by c.relname`;
}

/** The names of those that are of one of these kinds, by the letters of pg_class.relkind. */
export function namesOf(relations: readonly Relation[], kinds: string): string[] {
  return relations.filter(({ kind }) => kinds.includes(kind)).map(({ name }) => name);
}
