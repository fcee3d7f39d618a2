import type postgres from "postgres";
import type { Reference } from "./reference.ts";
import { policyTerms, relationColumns, relationKinds } from "./relations.ts";
import { idInText, idInTree, placeholder } from "./templates.ts";

/** A tenant to compare. One that is behind may lack newer tables. */
export type WantedTenant = { id: string; schema: string; isBehind: boolean };

/** A relation that is missing, is not in the reference, or differs from it. */
export type Difference = { schema: string; relation: string; kind: "missing" | "stray" | "different" };

/**
 * Compares guard and grants of every relation of every tenant with the reference, inside the database: only differences
 * are sent back, ordered by schema and relation.
 * @param tx a repeatable read transaction, so that both queries see the same state.
 */
export async function listGuardDifferences(
  tx: postgres.ISql,
  tenants: readonly WantedTenant[],
  reference: Reference,
): Promise<Difference[]> {
  const rows = tenants.map(({ id, schema, isBehind }) => {
    return { schema, isBehind, text: idInText(id), tree: idInTree(id) };
  });
  const expected = JSON.stringify(rows);
  const [relations, policies] = [JSON.stringify(reference.relations), JSON.stringify(reference.policies)];
  const found = [
    ...(await tx.unsafe<Difference[]>(byRelation, [expected, relations] as never[])),
    ...(await tx.unsafe<Difference[]>(byPolicy, [expected, policies] as never[])),
  ];
  const unique = new Map(found.map((row) => [`${row.schema}.${row.relation}`, row]));
  return [...unique.keys()].sort().flatMap((name) => unique.get(name) ?? []);
}

const byRelation = `
  with tenant as (
    select n.oid as namespace, t.* from jsonb_to_recordset($1::text::jsonb) as t (schema text, "isBehind" boolean)
    join pg_catalog.pg_namespace n on n.nspname = t.schema
  ), wanted as (
    select * from jsonb_to_recordset($2::text::jsonb) as r
      (relation text, kind text, owner text, "rowSecurity" text, grants text, options text, policies integer)
  ), found as (
    select t.schema, c.relname as relation, ${relationColumns("columns.grants")},
      coalesce(guards.number, 0)::integer as policies
    from tenant t join pg_catalog.pg_class c on c.relnamespace = t.namespace
    left join (select polrelid, count(*) as number from pg_catalog.pg_policy group by polrelid) as guards
      on guards.polrelid = c.oid
    left join (
      select attrelid, string_agg(attname || '=' || attacl::text, ' ' order by attname) as grants
      from pg_catalog.pg_attribute where attacl is not null group by attrelid) as columns on columns.attrelid = c.oid
    where c.relkind in ${relationKinds}
  )
  select f.schema, f.relation, case when w.relation is null then 'stray' else 'different' end as kind
  from found f
  left join wanted w on w.relation = f.relation
  where w.relation is null or (w.kind, w.owner, w."rowSecurity", w.grants, w.options, w.policies)
    is distinct from (f.kind, f.owner, f."rowSecurity", f.grants, f.options, f.policies)
  union all
  select t.schema, w.relation, 'missing' from tenant t cross join wanted w
  where not t."isBehind" and not exists (
    select from pg_catalog.pg_class c where c.relnamespace = t.namespace and c.relname = w.relation
      and c.relkind in ${relationKinds})`;

/**
 * A stored expression is compared as the catalog stores it, which is many times cheaper than writing it out. One that
 * differs there may still mean the same (it records its position in the statement), so it is written out and compared again.
 */
const sameExpression = (side: "using" | "check", column: string) => `
  case when coalesce(p.${column}::text, '') = replace(w."${side}Tree", '${placeholder}', t.tree) then true
    else coalesce(pg_catalog.pg_get_expr(p.${column}, p.polrelid), '') = replace(w."${side}Text", '${placeholder}', t.text) end`;

const byPolicy = `
  select distinct n.nspname as schema, c.relname as relation, 'different' as kind
  from pg_catalog.pg_policy p
  join pg_catalog.pg_class c on c.oid = p.polrelid
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  join jsonb_to_recordset($1::text::jsonb) as t (schema text, text text, tree text) on t.schema = n.nspname
  left join jsonb_to_recordset($2::text::jsonb) as w (relation text, name text, terms text, "usingTree" text, "checkTree" text,
    "usingText" text, "checkText" text) on w.relation = c.relname and w.name = p.polname
  where not coalesce(w.terms = ${policyTerms}
    and ${sameExpression("using", "polqual")} and ${sameExpression("check", "polwithcheck")}, false)`;
