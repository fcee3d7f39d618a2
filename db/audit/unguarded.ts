import type postgres from "postgres";

/**
 * Tables of tenants without the guard: row-level security not enabled or not forced, or one of the two policies missing.
 * One look at the catalog for the whole fleet; what the policies say is the audit's to read (`db/audit`).
 */
export async function findUnguarded(sql: postgres.Sql): Promise<string[]> {
  const rows = await sql<{ name: string }[]>`
    with guarded as materialized (
      select polrelid from pg_catalog.pg_policy
      where polname in ('tenant_rows', 'tenant_guard') and polpermissive = (polname = 'tenant_rows')
      group by polrelid having count(*) = 2
    )
    select n.nspname || '.' || c.relname as name
    from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where n.nspname like 'tenant\\_%' and c.relkind in ('r', 'p')
      and not (c.relrowsecurity and c.relforcerowsecurity and c.oid in (select polrelid from guarded))
    order by 1 limit 20`;
  return rows.map(({ name }) => name);
}
