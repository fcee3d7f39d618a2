import type postgres from "postgres";
import type { Finding } from "./finding.ts";

/** Audits objects in tenant schemas other than tables, and objects elsewhere that reach into them. */
export async function auditObjects(sql: postgres.Sql): Promise<Finding[]> {
  const checks = [straySchemas, schemaRights, queueRights, routines, typesOfTenants, triggers, views];
  const found = await Promise.all(checks.map((check) => check(sql)));
  return found.flat().map(({ name, problem }) => ({ where: name, problem }));
}

type Row = { name: string; problem: string };

function straySchemas(sql: postgres.Sql) {
  return sql<Row[]>`
    select n.nspname as name, 'belongs to no tenant' as problem from pg_catalog.pg_namespace n
    where n.nspname like 'tenant\\_%' and not exists (select from public.tenants t where t.schema_name = n.nspname)`;
}

function schemaRights(sql: postgres.Sql) {
  return sql<Row[]>`
    select n.nspname as name, 'is owned by ' || pg_catalog.pg_get_userbyid(n.nspowner) as problem
    from pg_catalog.pg_namespace n
    where n.nspname like 'tenant\\_%' and pg_catalog.pg_get_userbyid(n.nspowner) <> 'tenantry_owner'
    union all
    select n.nspname, 'grants more than usage: ' || n.nspacl::text from pg_catalog.pg_namespace n
    cross join lateral pg_catalog.aclexplode(n.nspacl) as acl
    where n.nspname like 'tenant\\_%' and acl.grantee <> n.nspowner and (acl.privilege_type <> 'USAGE'
      or acl.grantee = 0 or pg_catalog.pg_get_userbyid(acl.grantee) not in ('tenantry_app', 'tenantry_backup'))`;
}

/** The view over the queue's jobs reads as the owner, so no other role may use its schema. */
function queueRights(sql: postgres.Sql) {
  return sql<Row[]>`
    select n.nspname as name, 'is owned by ' || pg_catalog.pg_get_userbyid(n.nspowner) as problem
    from pg_catalog.pg_namespace n
    where n.nspname = 'jobs' and pg_catalog.pg_get_userbyid(n.nspowner) <> 'tenantry_owner'
    union all
    select n.nspname, 'is open to other roles: ' || n.nspacl::text from pg_catalog.pg_namespace n
    cross join lateral pg_catalog.aclexplode(n.nspacl) as acl
    where n.nspname = 'jobs' and acl.grantee <> n.nspowner`;
}

/** A tenant schema has no functions. Elsewhere only functions in `app` are SECURITY DEFINER, each with its own search_path. */
function routines(sql: postgres.Sql) {
  return sql<Row[]>`
    select p.oid::regprocedure::text as name,
      case when n.nspname like 'tenant\\_%' then 'is a function in a tenant schema'
        else 'is SECURITY DEFINER outside app, or without a search_path of its own' end as problem
    from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace
    where n.nspname like 'tenant\\_%'
      or (p.prosecdef and p.proname not in ('enter_tenant', 'leave_tenant') and n.nspname not in ('pg_catalog', 'information_schema')
        and (n.nspname <> 'app' or not coalesce(p.proconfig::text, '') like '%search_path=%'))`;
}

/** Every table has a row type and an array type. Any other type was created by hand. */
function typesOfTenants(sql: postgres.Sql) {
  return sql<Row[]>`
    select n.nspname || '.' || t.typname as name,
      case when t.typacl is null then 'is a type in a tenant schema' else 'grants usage: ' || t.typacl::text end as problem
    from pg_catalog.pg_type t
    join pg_catalog.pg_namespace n on n.oid = t.typnamespace
    left join pg_catalog.pg_class c on c.oid = t.typrelid
    where n.nspname like 'tenant\\_%'
      and (t.typacl is not null or (t.typcategory <> 'A' and (c.relkind is null or c.relkind = 'c')))`;
}

/** Tenant tables have no triggers or rules, and the triggers of foreign keys are enabled. */
function triggers(sql: postgres.Sql) {
  return sql<Row[]>`
    select n.nspname || '.' || c.relname as name,
      case when g.tgisinternal then 'has a foreign key that is not enforced' else 'has the trigger ' || g.tgname end as problem
    from pg_catalog.pg_trigger g
    join pg_catalog.pg_class c on c.oid = g.tgrelid
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where n.nspname like 'tenant\\_%' and (not g.tgisinternal or g.tgenabled <> 'O')
    union
    select n.nspname || '.' || c.relname, 'has the rule ' || r.rulename
    from pg_catalog.pg_rewrite r
    join pg_catalog.pg_class c on c.oid = r.ev_class
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where n.nspname like 'tenant\\_%' and r.rulename <> '_RETURN'`;
}

/** A view reads as its owner unless it has security_invoker, and a materialized view stores rows. */
function views(sql: postgres.Sql) {
  return sql<Row[]>`
    select n.nspname || '.' || c.relname as name,
      case c.relkind when 'm' then 'is a materialized view' else 'is a view without security_invoker' end as problem
    from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('v', 'm') and n.nspname not in ('pg_catalog', 'information_schema', 'jobs')
      and not coalesce((
        select bool_or(option.option_value::boolean) from pg_catalog.pg_options_to_table(c.reloptions) as option
        where option.option_name = 'security_invoker'), false)`;
}
