import type postgres from "postgres";

/**
 * What guards one relation of a tenant, for a person to read. Policies are the same text for every tenant: id and hashes
 * are replaced by placeholders, and stand in `constants`.
 */
export type ShapeDetail = {
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

/** The relations of these schemas in full. It costs milliseconds a schema: for the few that differ. */
export async function listShapeDetails(
  sql: postgres.ISql,
  schemas: readonly string[],
): Promise<ShapeDetail[]> {
  return [...(await sql.unsafe<ShapeDetail[]>(details, [JSON.stringify(schemas)] as never[]))];
}

const id = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
const hash = "[0-9a-f]{64}";

const details = `
  select n.nspname as schema, c.relname as relation, c.relkind::text as kind,
    pg_catalog.pg_get_userbyid(c.relowner)::text as owner,
    case when c.relrowsecurity then 'enabled' else 'off' end || case when c.relforcerowsecurity then ', forced' else '' end
      as "rowSecurity",
    coalesce(regexp_replace(regexp_replace(written.policies, '${hash}', '$hash', 'g'), '${id}', '$id', 'g'), 'none')
      as policies,
    (select coalesce(jsonb_agg(distinct match[1]), '[]') from regexp_matches(written.policies, '(${hash}|${id})', 'g') as match)
      as constants,
    concat_ws(' ', coalesce(c.relacl::text, 'default'), (
      select string_agg(a.attname || '=' || a.attacl::text, ' ' order by a.attname)
      from pg_catalog.pg_attribute a where a.attrelid = c.oid and a.attacl is not null)) as grants,
    coalesce(c.reloptions::text, '') as options
  from jsonb_array_elements_text($1::text::jsonb) as wanted
  join pg_catalog.pg_namespace n on n.nspname = wanted
  join pg_catalog.pg_class c on c.relnamespace = n.oid
  cross join lateral (
    select string_agg(concat_ws(' ', p.polname, case when p.polpermissive then 'permissive' else 'restrictive' end,
      p.polcmd, p.polroles::text, pg_catalog.pg_get_expr(p.polqual, p.polrelid),
      pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid)), E'\\n' order by p.polname) as policies
    from pg_catalog.pg_policy p where p.polrelid = c.oid) as written
  where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
  order by n.nspname, c.relname`;
