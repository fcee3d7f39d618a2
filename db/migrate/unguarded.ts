import type postgres from "postgres";

/**
 * Tables of tenants without the guard: row-level security not enabled or not forced, or one of the two policies missing.
 * One look at the catalog for the whole fleet; what the policies say is the audit's to read (`db/audit`).
 */
export async function findUnguarded(sql: postgres.Sql): Promise<string[]> {
  const rows = await sql<{ name: string }[]>`
    select n.nspname || '.' || c.relname as name
    from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    left join (
      select polrelid, count(*) filter (where polname = 'tenant_rows' and polpermissive) as rows,
        count(*) filter (where polname = 'tenant_guard' and not polpermissive) as guards
      from pg_catalog.pg_policy group by polrelid
    ) p on p.polrelid = c.oid
    where n.nspname like 'tenant\\_%' and c.relkind in ('r', 'p')
      and not (c.relrowsecurity and c.relforcerowsecurity and coalesce(p.rows, 0) = 1 and coalesce(p.guards, 0) = 1)
    order by 1 limit 20`;
  return rows.map(({ name }) => name);
}
