import type postgres from "postgres";

/**
 * What guards one relation of a tenant, as text that is the same for every tenant: its schema, its id and the hash of
 * its key are replaced by placeholders. `digest` stands for the whole.
 */
export type Shape = { schema: string; relation: string; digest: string };

/** The parts of a shape, for a person to read. */
export type ShapeDetail = {
  schema: string;
  relation: string;
  kind: string;
  owner: string;
  rowSecurity: string;
  policies: string;
  grants: string;
  options: string;
};

/**
 * The shapes of all relations in these schemas (every tenant schema unless told), one query for the whole fleet.
 * Rows come ordered by schema and relation.
 */
export async function listShapes(sql: postgres.ISql, schemas?: readonly string[]): Promise<Shape[]> {
  const text = `select schema, relation, md5(concat_ws('|', kind, owner, "rowSecurity", policies, grants, options)) as digest
    from (${details}) as detail order by schema, relation`;
  return [...(await sql.unsafe<Shape[]>(text, [patternsFor(schemas)] as never[]))];
}

/** The same relations in full: for the few whose digest is not as it should be. */
export async function listShapeDetails(
  sql: postgres.ISql,
  schemas: readonly string[],
): Promise<ShapeDetail[]> {
  return [...(await sql.unsafe<ShapeDetail[]>(details, [patternsFor(schemas)] as never[]))];
}

/** The hashes of keys that stand in the policies of each tenant schema. */
export async function listKeyHashes(sql: postgres.ISql): Promise<{ schema: string; hashes: string[] }[]> {
  return [
    ...(await sql<{ schema: string; hashes: string[] }[]>`
      select n.nspname as schema, jsonb_agg(distinct found.hash) as hashes
      from pg_catalog.pg_policy p
      join pg_catalog.pg_class c on c.oid = p.polrelid
      join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      cross join lateral (values (p.polqual), (p.polwithcheck)) as side (expression)
      cross join lateral (
        select (regexp_matches(pg_catalog.pg_get_expr(side.expression, p.polrelid), '\\\\x([0-9a-f]{64})', 'g'))[1] as hash
      ) as found
      where n.nspname like 'tenant\\_%' group by n.nspname`),
  ];
}

function patternsFor(schemas: readonly string[] | undefined): string | null {
  return schemas ? JSON.stringify(schemas) : null;
}

/** Explicit grants are compared without the grantor, which is the owner everywhere. */
const details = `
  select n.nspname as schema, c.relname as relation, c.relkind::text as kind,
    pg_catalog.pg_get_userbyid(c.relowner)::text as owner,
    case when c.relrowsecurity then 'enabled' else 'off' end || case when c.relforcerowsecurity then ', forced' else '' end
      as "rowSecurity",
    coalesce((
      select string_agg(concat_ws(' ', p.polname, case when p.polpermissive then 'permissive' else 'restrictive' end,
        p.polcmd, p.polroles::text, placeholders.using_text, placeholders.check_text), E'\\n' order by p.polname)
      from pg_catalog.pg_policy p
      cross join lateral (select
        regexp_replace(regexp_replace(pg_catalog.pg_get_expr(p.polqual, p.polrelid), '[0-9a-f]{64}', '$hash', 'g'),
          '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}', '$id', 'g') as using_text,
        regexp_replace(regexp_replace(pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid), '[0-9a-f]{64}', '$hash', 'g'),
          '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}', '$id', 'g') as check_text) as placeholders
      where p.polrelid = c.oid), 'none') as policies,
    concat_ws(' ', coalesce(c.relacl::text, 'default'), (
      select string_agg(a.attname || '=' || a.attacl::text, ' ' order by a.attname)
      from pg_catalog.pg_attribute a where a.attrelid = c.oid and a.attacl is not null)) as grants,
    coalesce(c.reloptions::text, '') as options
  from pg_catalog.pg_class c
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
    and (($1::text is null and n.nspname like 'tenant\\_%') or $1::jsonb ? n.nspname)`;
