import type postgres from "postgres";

/** The structure of one table of a tenant, as a digest. */
export type TableDigest = { schema: string; table: string; digest: string };

/**
 * Digests the structure of tables, set-based: columns with type, default and nullability, constraints, indexes. The schema's
 * name is left out, so tenants can be compared. Digests are of the catalog's own representation, which is far faster than
 * writing definitions out. Equal digests mean equal structure; different ones may not, for example when a column was
 * dropped and added again and has another number.
 * @param sql with a search_path that names no tenant, so that definitions are qualified and the name can be removed.
 */
export function readDigests(sql: postgres.ISql, schemas: readonly string[]): Promise<TableDigest[]> {
  return sql.unsafe<TableDigest[]>(
    `select schema, "table", md5(string_agg(line, chr(10) order by line collate "C")) as digest
     from (${linesOf(inCatalog)}) as structure group by schema, "table"`,
    [JSON.stringify(schemas)],
  );
}

/** The same structure in words, by "schema.table". */
export async function readStructure(
  sql: postgres.ISql,
  schemas: readonly string[],
): Promise<Map<string, string[]>> {
  const rows = await sql.unsafe<{ schema: string; table: string; line: string }[]>(
    `select schema, "table", line from (${linesOf(inWords)}) as structure order by line collate "C"`,
    [JSON.stringify(schemas)],
  );
  const structure = new Map<string, string[]>();
  for (const { schema, table, line } of rows) {
    const lines = structure.get(`${schema}.${table}`);
    if (lines) lines.push(line);
    else structure.set(`${schema}.${table}`, [line]);
  }
  return structure;
}

type Form = { column: string; constraint: string; index: string };

/**
 * Everything that the words are derived from. Operator classes imply an index's method and number of keys. Column numbers
 * are included because indexes and expressions refer to columns by number. Only newer servers have constraints that
 * are not enforced.
 */
const inCatalog: Form = {
  column: `row(a.attnum, a.attname, a.atttypid, a.atttypmod, a.attcollation, a.attnotnull, a.attidentity,
    a.attgenerated, d.adbin::text)::text`,
  constraint: `row(k.conname, k.contype, k.condeferrable, k.condeferred, k.conkey, k.confkey, k.confupdtype,
    k.confdeltype, k.confmatchtype, k.confdelsetcols, k.connoinherit, k.conpfeqop, k.conexclop, k.conbin::text,
    f.relname, nullif(f.relnamespace, t.relnamespace),
    case when not k.convalidated then pg_catalog.to_jsonb(k) -> 'conenforced' end)::text`,
  index: `row(c.relname, c.reloptions, i.indisunique, i.indkey, i.indclass, i.indcollation, i.indoption,
    i.indnullsnotdistinct, i.indexprs::text, i.indpred::text)::text`,
};

const inWords: Form = {
  column: `a.attname || ' ' || pg_catalog.format_type(a.atttypid, a.atttypmod)
    || coalesce((select ' collate ' || l.collname from pg_catalog.pg_type y, pg_catalog.pg_collation l
      where y.oid = a.atttypid and l.oid = a.attcollation and a.attcollation <> y.typcollation), '')
    || case when a.attnotnull then ' not null' else '' end
    || case a.attidentity when 'a' then ' identity' when 'd' then ' identity by default' else '' end
    || coalesce(case a.attgenerated when 's' then ' stored ' when 'v' then ' virtual ' else ' default ' end
      || pg_catalog.pg_get_expr(d.adbin, d.adrelid), '')`,
  constraint: "k.conname || ' ' || replace(pg_catalog.pg_get_constraintdef(k.oid), t.prefix, '')",
  index: "replace(pg_catalog.pg_get_indexdef(i.indexrelid), t.prefix, '')",
};

function linesOf({ column, constraint, index }: Form): string {
  return `
  with chosen as materialized (
    select n.oid, n.nspname from pg_catalog.pg_namespace n
    where n.nspname in (select pg_catalog.jsonb_array_elements_text($1::text::jsonb))
  ), tables as materialized (
    select c.oid, c.relname, c.relnamespace, s.nspname, s.nspname || '.' as prefix
    from pg_catalog.pg_class c join chosen s on s.oid = c.relnamespace where c.relkind in ('r', 'p', 'v', 'm')
  )
  select t.nspname as schema, t.relname as "table", 'column ' || ${column} as line
  from tables t
  join pg_catalog.pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
  left join pg_catalog.pg_attrdef d on d.adrelid = t.oid and d.adnum = a.attnum
  union all
  select t.nspname, t.relname, 'constraint ' || ${constraint}
    || case when k.convalidated then '' else ' (not valid)' end
  from tables t
  join pg_catalog.pg_constraint k on k.conrelid = t.oid and k.contype <> 'n'
  left join pg_catalog.pg_class f on f.oid = k.confrelid
  union all
  select t.nspname, t.relname, 'index ' || ${index} || case when i.indisvalid then '' else ' (invalid)' end
  from tables t
  join pg_catalog.pg_index i on i.indrelid = t.oid
  join pg_catalog.pg_class c on c.oid = i.indexrelid
  union all
  select t.nspname, t.relname, 'table' from tables t`;
}
