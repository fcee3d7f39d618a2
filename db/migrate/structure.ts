import type postgres from "postgres";

/** The structure of one table of a tenant, as a digest: equal when every line is. */
export type TableDigest = { schema: string; table: string; digest: string };

/**
 * The structure of tables, set-based: columns with type, default and whether they may be null, constraints, indexes.
 * Whose schema it is does not show in it, so tenants can be compared.
 * @param sql with a search_path that names no tenant: then all definitions are qualified, and the name is taken out.
 */
export function readDigests(sql: postgres.ISql, schemas: readonly string[]): Promise<TableDigest[]> {
  return sql.unsafe<TableDigest[]>(
    `select schema, "table", md5(string_agg(line, chr(10) order by line collate "C")) as digest
     from (${lines}) as structure group by schema, "table"`,
    [JSON.stringify(schemas)],
  );
}

/** The same in words, for those that differ. */
export async function readStructure(
  sql: postgres.ISql,
  schemas: readonly string[],
): Promise<Map<string, string[]>> {
  const rows = await sql.unsafe<{ schema: string; table: string; line: string }[]>(
    `select schema, "table", line from (${lines}) as structure order by line collate "C"`,
    [JSON.stringify(schemas)],
  );
  const structure = new Map<string, string[]>();
  for (const { schema, table, line } of rows) {
    const key = `${schema}.${table}`;
    structure.set(key, [...(structure.get(key) ?? []), line]);
  }
  return structure;
}

const lines = `
  with chosen as materialized (
    select n.oid, n.nspname from pg_catalog.pg_namespace n
    where n.nspname in (select pg_catalog.jsonb_array_elements_text($1::text::jsonb))
  ), tables as materialized (
    select c.oid, c.relname, s.nspname, s.nspname || '.' as prefix
    from pg_catalog.pg_class c join chosen s on s.oid = c.relnamespace where c.relkind in ('r', 'p', 'v', 'm')
  )
  select t.nspname as schema, t.relname as "table",
    'column ' || a.attname || ' ' || pg_catalog.format_type(a.atttypid, a.atttypmod)
      || case when a.attnotnull then ' not null' else '' end
      || coalesce(' default ' || pg_catalog.pg_get_expr(d.adbin, d.adrelid), '') as line
  from tables t
  join pg_catalog.pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
  left join pg_catalog.pg_attrdef d on d.adrelid = t.oid and d.adnum = a.attnum
  union all
  select t.nspname, t.relname, 'constraint ' || k.conname || ' '
      || replace(pg_catalog.pg_get_constraintdef(k.oid), t.prefix, '')
      || case when k.convalidated then '' else ' (not valid)' end
  from tables t join pg_catalog.pg_constraint k on k.conrelid = t.oid and k.contype <> 'n'
  union all
  select t.nspname, t.relname, 'index ' || replace(pg_catalog.pg_get_indexdef(i.indexrelid), t.prefix, '')
      || case when i.indisvalid then '' else ' (invalid)' end
  from tables t join pg_catalog.pg_index i on i.indrelid = t.oid
  union all
  select t.nspname, t.relname, 'table' from tables t`;
