/**
 * Facts about the relations of a tenant's schema. `c` is a row of pg_class; `fact` names the part of the relation that the fact
 * belongs to, with the number of its column. PostgreSQL takes `on`, `yes`, `true` and `1` for true.
 */
const aboutRelations = `
  select fact.rule, c.oid::int8 as relation, fact.number::int as column, fact.id::text as id, fact.state,
    concat_ws('.', c.relname, fact.name) as object
  from own c cross join lateral (
    select rule, 0 as number, '' as id, state, null::name as name from (values
      ('row-security', concat(c.relrowsecurity, c.relforcerowsecurity), c.relrowsecurity or c.relforcerowsecurity),
      ('grant', c.relacl::text, c.relacl is not null),
      ('view', '', c.relkind = 'v' and not exists (select from pg_catalog.unnest(c.reloptions) as option
        where option ~* '^security_invoker=(on|yes|true|1|t|y)$')),
      ('materialized-view', '', c.relkind = 'm'),
      ('sequence', '', c.relkind = 'S'),
      ('unlogged', c.relpersistence::text, c.relpersistence <> 'p'),
      ('partition', '', c.relkind in ('p', 'I') or c.relispartition),
      ('storage', c.relam::text,
        c.relkind = 'r' and c.relam <> (select m.oid from pg_catalog.pg_am m where m.amname = 'heap'))
    ) as item (rule, state, holds) where holds
    union all select part.rule, x.attnum, x.attnum::text, part.state, x.attname
      from pg_catalog.pg_attribute x cross join lateral (values
        ('grant', x.attacl::text, x.attacl is not null), ('sequence', x.attidentity::text, x.attidentity <> '')
      ) as part (rule, state, holds) where x.attrelid = c.oid and not x.attisdropped and part.holds
    union all select 'policy', 0, x.oid::text,
      md5(concat_ws('|', x.polname, x.polcmd, x.polpermissive, x.polroles, x.polqual, x.polwithcheck)), x.polname
      from pg_catalog.pg_policy x where x.polrelid = c.oid
    union all select 'trigger', 0, x.oid::text, concat_ws('|', x.tgname, x.tgenabled, x.tgfoid), x.tgname
      from pg_catalog.pg_trigger x where x.tgrelid = c.oid and (not x.tgisinternal or x.tgenabled <> 'O')
    union all select 'rule', 0, x.oid::text, concat_ws('|', x.rulename, x.ev_enabled), x.rulename
      from pg_catalog.pg_rewrite x where x.ev_class = c.oid and (x.rulename <> '_RETURN' or x.ev_enabled <> 'O')
    union all select 'partition', 0, x.inhparent::text, '', null
      from pg_catalog.pg_inherits x where x.inhrelid = c.oid
    union all select part.rule, 0, '', '', null from pg_catalog.pg_index x cross join lateral (values
        ('maintenance', x.indisclustered), ('invalid-index', not x.indisvalid),
        ('expression-index', x.indexprs is not null)
      ) as part (rule, holds) where x.indexrelid = c.oid and part.holds
  ) as fact`;

const aboutSchema = `
  select case m.classid when 'pg_catalog.pg_type'::regclass then 'type' when 'pg_catalog.pg_default_acl'::regclass
      then 'default-privileges' else 'function' end,
    0, 0, concat(m.classid, '.', m.objid), '', pg_catalog.pg_describe_object(m.classid, m.objid, 0)
  from members m where m.classid not in ('pg_catalog.pg_class'::regclass, 'pg_catalog.pg_statistic_ext'::regclass)
  union all select 'schema', 0, 0, oid::text, concat_ws('|', nspowner, nspacl), $1 from schema`;

/** A fact about the database or the session, whatever schema it belongs to; `id` is also for people. */
function around(rule: string, id: string, state: string, source: string): string {
  return `select '${rule}', 0, 0, (${id})::text, (${state})::text, (${id})::text from ${source}`;
}

/** Locks on relations of other schemas: they are kept to the end of the transaction, so each use leaves one. */
const foreignLocks = `pg_catalog.pg_locks l join pg_catalog.pg_class c on c.oid = l.relation
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where l.pid = pg_catalog.pg_backend_pid() and l.locktype = 'relation' and n.nspname <> $1
    and l.database = (select d.oid from pg_catalog.pg_database d where d.datname = pg_catalog.current_database())
    and n.nspname not in ('pg_catalog', 'pg_toast', 'information_schema')`;

const foreignRelation = "concat(n.nspname, '.', c.relname)";

const aroundTenant = [
  around("other-schema", foreignRelation, "l.mode", foreignLocks),
  around(
    "extension",
    "x.extname",
    "concat_ws('|', x.extversion, x.extnamespace)",
    "pg_catalog.pg_extension x",
  ),
  around(
    "setting",
    "concat_ws(' ', nullif(x.setrole, 0)::regrole, (select datname from pg_catalog.pg_database d where d.oid = x.setdatabase))",
    "x.setconfig",
    "pg_catalog.pg_db_role_setting x",
  ),
  around("setting", "x.name", "x.setting", "pg_catalog.pg_settings x where x.source = 'session'"),
  around(
    "setting",
    "x.name",
    "md5(pg_catalog.current_setting(x.name, true))",
    "pg_catalog.unnest('{app.tenant_id,app.pass}'::text[]) as x (name)",
  ),
  around(
    "function",
    "x.oid::regprocedure",
    "concat_ws('|', x.proowner, x.prosecdef, x.proconfig, x.proacl, md5(x.prosrc))",
    `pg_catalog.pg_proc x join pg_catalog.pg_namespace n on n.oid = x.pronamespace
      where n.nspname not in ('pg_catalog', 'information_schema') and n.nspname <> $1`,
  ),
  around("default-privileges", "x.oid", "x.defaclacl", "pg_catalog.pg_default_acl x"),
  around("schema", "'the number of schemas'", "count(*)", "pg_catalog.pg_namespace x"),
  around("prepare", "x.name", "''", "pg_catalog.pg_prepared_statements x where x.from_sql"),
  around("cursor", "x.name", "''", "pg_catalog.pg_cursors x where x.is_holdable"),
  around(
    "lock",
    "concat(x.classid, '.', x.objid)",
    "x.mode",
    "pg_catalog.pg_locks x where x.pid = pg_catalog.pg_backend_pid() and x.locktype = 'advisory'",
  ),
];

/** What may not change in a tenant's schema or around it: see catalog.ts for the tables that it reads. */
export const tenantFactsQuery = [aboutRelations, aboutSchema, ...aroundTenant].join("\nunion all\n");
