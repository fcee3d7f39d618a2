import type postgres from "postgres";

/**
 * One relation of a tenant in words. Policies read the same for every tenant: ids are replaced by a placeholder and
 * listed in `constants`.
 */
export type RelationDetail = {
  schema: string;
  relation: string;
  kind: string;
  owner: string;
  rowSecurity: string;
  policies: string;
  constants: string[];
  grants: string;
  options: string;
};

/** Tables, partitioned tables, views, materialized views, foreign tables and sequences. */
export const relationKinds = "('r', 'p', 'v', 'm', 'f', 'S')";

/** Row-level security of the pg_class row `c`, in words. */
export const rowSecurity = `case when c.relrowsecurity then 'enabled' else 'off' end
  || case when c.relforcerowsecurity then ', forced' else '' end`;

/** What the pg_policy row `p` applies to. */
export const policyTerms = "concat_ws(' ', p.polpermissive, p.polcmd, p.polroles::text)";

/** The columns of the pg_class row `c` that are compared. Grants are compared without the grantor, always the owner. */
export const relationColumns = (columnGrants: string) => `
  c.relkind::text as kind, pg_catalog.pg_get_userbyid(c.relowner)::text as owner, ${rowSecurity} as "rowSecurity",
  concat_ws(' ', coalesce(c.relacl::text, 'default'), ${columnGrants}) as grants,
  coalesce(c.reloptions::text, '') as options`;

/** The relations of these schemas. Takes milliseconds for each schema, so ask only for the few that differ. */
export async function listRelations(
  sql: postgres.ISql,
  schemas: readonly string[],
): Promise<RelationDetail[]> {
  return [...(await sql.unsafe<RelationDetail[]>(relations, [JSON.stringify(schemas)] as never[]))];
}

const id = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";

const columnGrants = `(select string_agg(a.attname || '=' || a.attacl::text, ' ' order by a.attname)
  from pg_catalog.pg_attribute a where a.attrelid = c.oid and a.attacl is not null)`;

const relations = `
  select n.nspname as schema, c.relname as relation, ${relationColumns(columnGrants)},
    coalesce(regexp_replace(written.policies, '${id}', '$id', 'g'), 'none') as policies,
    (select coalesce(jsonb_agg(distinct match[1]), '[]') from regexp_matches(written.policies, '(${id})', 'g') as match)
      as constants
  from jsonb_array_elements_text($1::text::jsonb) as wanted
  join pg_catalog.pg_namespace n on n.nspname = wanted
  join pg_catalog.pg_class c on c.relnamespace = n.oid
  cross join lateral (
    select string_agg(concat_ws(' ', p.polname, case when p.polpermissive then 'permissive' else 'restrictive' end,
      p.polcmd, p.polroles::text, pg_catalog.pg_get_expr(p.polqual, p.polrelid),
      pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid)), E'\\n' order by p.polname) as policies
    from pg_catalog.pg_policy p where p.polrelid = c.oid) as written
  where c.relkind in ${relationKinds}
  order by n.nspname, c.relname`;
