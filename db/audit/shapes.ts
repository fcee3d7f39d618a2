import type postgres from "postgres";

/**
 * What guards one relation of a tenant, as text that is the same for every tenant: its schema, its id and the hash of
 * its key are replaced by placeholders. `digest` stands for the whole.
 */
export type Shape = {
  schema: string;
  relation: string;
  digest: string;
  /** The hashes of keys that stand in the policies of its schema, in order. */
  hashes: string[];
};

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

/** Which schemas, by default every tenant's; `id` is the tenant's whose schema is not in the directory. */
export type Scope = { schemas: readonly string[]; id: string };

/** The shapes of all relations, one query for the whole fleet, ordered by schema and relation. */
export async function listShapes(sql: postgres.ISql, scope?: Scope): Promise<Shape[]> {
  const text = `${sources}, hashes as (
      select schema, jsonb_agg(distinct found.hash order by found.hash) as hashes from texts
      cross join lateral (select (regexp_matches(original, '\\\\x([0-9a-f]{64})', 'g'))[1] as hash) as found
      group by schema
    )
    select schema, relation, coalesce(hashes, '[]') as hashes,
      md5(concat_ws('|', kind, owner, "rowSecurity", policies, grants, options)) as digest
    from (${details}) as detail left join hashes using (schema) order by schema, relation`;
  return [...(await sql.unsafe<Shape[]>(text, parametersFor(scope)))];
}

/** The same relations in full: for the few whose digest is not as it should be. */
export async function listShapeDetails(sql: postgres.ISql, scope: Scope): Promise<ShapeDetail[]> {
  return [...(await sql.unsafe<ShapeDetail[]>(`${sources} ${details}`, parametersFor(scope)))];
}

function parametersFor(scope: Scope | undefined): string[] {
  return [scope ? JSON.stringify(scope.schemas) : null, scope?.id ?? ""] as string[];
}

/**
 * `texts` has each expression of a schema's policies once: making text of an expression is what costs, and the tables of a
 * tenant have the same ones. (Before PostgreSQL 17 they differ in where in a statement they stood: there it costs more.)
 */
const sources = `
  with chosen as materialized (
    select n.oid, n.nspname as schema, coalesce(t.id::text, nullif($2, ''), 'none') as tenant_id
    from pg_catalog.pg_namespace n left join public.tenants t on t.schema_name = n.nspname
    where ($1::text is null and n.nspname like 'tenant\\_%') or $1::jsonb ? n.nspname
  ), relations as materialized (
    select c.oid, c.relname, c.relkind, c.relowner, c.relrowsecurity, c.relforcerowsecurity, c.relacl, c.reloptions,
      s.schema, s.tenant_id
    from pg_catalog.pg_class c join chosen s on s.oid = c.relnamespace where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
  ), sides as materialized (
    select p.oid as policy, r.oid as relation, r.schema, r.tenant_id, side.name, side.expression,
      md5(side.expression::text) as tree
    from pg_catalog.pg_policy p join relations r on r.oid = p.polrelid
    cross join lateral (values ('using', p.polqual), ('check', p.polwithcheck)) as side (name, expression)
  ), originals as materialized (
    select schema, tree, tenant_id, pg_catalog.pg_get_expr(expression, relation) as original
    from (select distinct on (schema, tree) * from sides where tree is not null order by schema, tree) as one
  ), texts as materialized (
    select schema, tree, original,
      regexp_replace(replace(original, tenant_id, '$id'), '[0-9a-f]{64}', '$hash', 'g') as text
    from originals
  ), policies as materialized (
    select p.polrelid, string_agg(concat_ws(' ', p.polname, case when p.polpermissive then 'permissive' else 'restrictive' end,
        p.polcmd, p.polroles::text, sides.expressions), E'\\n' order by p.polname) as policies
    from pg_catalog.pg_policy p
    join (
      select s.policy, string_agg(concat(s.name, ' ', coalesce(t.text, 'none')), ' ' order by s.name) as expressions
      from sides s left join texts t on t.schema = s.schema and t.tree = s.tree group by s.policy
    ) as sides on sides.policy = p.oid
    group by p.polrelid
  ), columns as materialized (
    select a.attrelid, string_agg(a.attname || '=' || a.attacl::text, ' ' order by a.attname) as grants
    from pg_catalog.pg_attribute a join relations r on r.oid = a.attrelid where a.attacl is not null group by a.attrelid
  )`;

/** Explicit grants are compared without the grantor, which is the owner everywhere. */
const details = `
  select r.schema, r.relname as relation, r.relkind::text as kind, pg_catalog.pg_get_userbyid(r.relowner)::text as owner,
    case when r.relrowsecurity then 'enabled' else 'off' end || case when r.relforcerowsecurity then ', forced' else '' end
      as "rowSecurity",
    coalesce(p.policies, 'none') as policies,
    concat_ws(' ', coalesce(r.relacl::text, 'default'), c.grants) as grants,
    coalesce(r.reloptions::text, '') as options
  from relations r
  left join policies p on p.polrelid = r.oid
  left join columns c on c.attrelid = r.oid`;
