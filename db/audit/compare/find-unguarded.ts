import type postgres from "postgres";
import { policyTerms, rowSecurity } from "./relations.ts";
import { inScratchSchema } from "./scratch-schema.ts";

/**
 * Tenant tables whose row-level security or policies are not like those of a table that this release guards. One query
 * over the catalog for all tenants, so a rollout can afford it after every batch; the conditions are the audit's to compare.
 * @param sql a connection of tenantry_owner.
 */
export async function findUnguarded(sql: postgres.Sql): Promise<string[]> {
  return await inScratchSchema(sql, [], async (tx, scratch) => {
    const rows = await tx.unsafe<{ name: string }[]>(query, [scratch.schema]);
    return rows.map(({ name }) => name);
  });
}

/** The scratch schema's only table is its ledger. */
const query = `
  with policies as materialized (
    select p.polrelid, string_agg(concat_ws(' ', p.polname, ${policyTerms}), ', ' order by p.polname) as terms
    from pg_catalog.pg_policy p group by p.polrelid
  ), tables as (
    select n.nspname, c.relname, (${rowSecurity}) || ' ' || coalesce(policies.terms, 'no policies') as guard
    from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    left join policies on policies.polrelid = c.oid
    where n.nspname like 'tenant\\_%' and c.relkind in ('r', 'p')
  )
  select nspname || '.' || relname as name from tables
  where guard <> (select guard from tables where nspname = $1)
  order by 1 limit 20`;
