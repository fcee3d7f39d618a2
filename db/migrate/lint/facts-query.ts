/** A fact about one relation of the schema: `c` is its row in pg_class. */
function ofRelation(rule: string, state: string, condition: string): string {
  return `select '${rule}' as rule, c.oid::int8 as relation, 0 as column, '' as id, (${state})::text as state,
    c.relname::text as object from own c where ${condition}`;
}

/** A fact that belongs to a relation: `c` is the relation, `x` a row of the catalog with its oid in `column`. */
function ofPart(rule: string, catalog: string, column: string, part: Part): string {
  const { id, state, name, condition = "true", number = "0" } = part;
  return `select '${rule}', c.oid::int8, ${number}, (${id})::text, (${state})::text, c.relname || '.' || ${name}
    from own c join pg_catalog.${catalog} x on x.${column} = c.oid where ${condition}`;
}

type Part = { id: string; state: string; name: string; condition?: string; number?: string };

/** A fact about the database or the session, whatever schema it belongs to. */
function around(rule: string, source: string, { id, state }: { id: string; state: string }): string {
  return `select '${rule}', 0, 0, (${id})::text, (${state})::text, (${id})::text from ${source}`;
}

/** PostgreSQL takes `on`, `yes`, `true` and `1` for true. */
const invoker = `exists (select from pg_catalog.unnest(c.reloptions) as option
  where option ~* '^security_invoker=(on|yes|true|1|t|y)$')`;

const inSchema = [
  ofRelation(
    "row-security",
    "concat(c.relrowsecurity, c.relforcerowsecurity)",
    "c.relrowsecurity or c.relforcerowsecurity",
  ),
  ofRelation("grant", "c.relacl", "c.relacl is not null"),
  ofRelation("owner", "c.relowner", "c.relowner <> (select nspowner from schema)"),
  ofRelation("view", "''", `c.relkind = 'v' and not ${invoker}`),
  ofRelation("materialized-view", "''", "c.relkind = 'm'"),
  ofRelation("sequence", "''", "c.relkind = 'S'"),
  ofRelation("statement", "''", "c.relkind = 'f'"),
  ofRelation("unlogged", "c.relpersistence", "c.relpersistence <> 'p'"),
  ofRelation("partition", "''", "c.relkind in ('p', 'I') or c.relispartition"),
  ofRelation("type", "c.reloftype", "c.reloftype <> 0"),
  ofRelation("storage", "c.reltablespace", "c.reltablespace <> 0"),
  ofRelation(
    "storage",
    "c.relam",
    `c.relkind = 'r' and c.relam <> (select m.oid from pg_catalog.pg_am m where m.amname = 'heap')`,
  ),
  ofPart("grant", "pg_attribute", "attrelid", {
    id: "x.attnum",
    state: "x.attacl",
    name: "x.attname",
    condition: "x.attacl is not null and not x.attisdropped",
    number: "x.attnum::int",
  }),
  ofPart("sequence", "pg_attribute", "attrelid", {
    id: "x.attnum",
    state: "x.attidentity",
    name: "x.attname",
    condition: "x.attidentity <> '' and not x.attisdropped",
    number: "x.attnum::int",
  }),
  ofPart("policy", "pg_policy", "polrelid", {
    id: "x.oid",
    state: "md5(concat_ws('|', x.polname, x.polcmd, x.polpermissive, x.polroles, x.polqual, x.polwithcheck))",
    name: "x.polname",
  }),
  ofPart("trigger", "pg_trigger", "tgrelid", {
    id: "x.oid",
    state: "concat_ws('|', x.tgname, x.tgenabled, x.tgfoid)",
    name: "x.tgname",
    condition: "not x.tgisinternal or x.tgenabled <> 'O'",
  }),
  ofPart("rule", "pg_rewrite", "ev_class", {
    id: "x.oid",
    state: "concat_ws('|', x.rulename, x.ev_enabled)",
    name: "x.rulename",
    condition: "x.rulename <> '_RETURN' or x.ev_enabled <> 'O'",
  }),
  ofPart("partition", "pg_inherits", "inhrelid", { id: "x.inhparent", state: "''", name: "x.inhparent" }),
  ofPart("maintenance", "pg_index", "indexrelid", {
    id: "''",
    state: "''",
    name: "'clustered'",
    condition: "x.indisclustered",
  }),
  ofPart("invalid-index", "pg_index", "indexrelid", {
    id: "''",
    state: "''",
    name: "'invalid'",
    condition: "not x.indisvalid",
  }),
  ofPart("expression-index", "pg_index", "indexrelid", {
    id: "''",
    state: "''",
    name: "'expression'",
    condition: "x.indexprs is not null",
  }),
  `select case m.classid when 'pg_catalog.pg_type'::regclass then 'type' when 'pg_catalog.pg_default_acl'::regclass
      then 'default-privileges' else 'function' end,
    0, 0, concat(m.classid, '.', m.objid), '', pg_catalog.pg_describe_object(m.classid, m.objid, 0)
  from members m where m.classid not in ('pg_catalog.pg_class'::regclass, 'pg_catalog.pg_statistic_ext'::regclass)`,
  `select 'schema', 0, 0, oid::text, concat_ws('|', nspowner, nspacl), $1 from schema`,
];

/** Locks on relations of other schemas: they are kept to the end of the transaction, so each use leaves one. */
const foreignLocks = `pg_catalog.pg_locks l join pg_catalog.pg_class c on c.oid = l.relation
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where l.pid = pg_catalog.pg_backend_pid() and l.locktype = 'relation' and n.nspname <> $1
    and l.database = (select d.oid from pg_catalog.pg_database d where d.datname = pg_catalog.current_database())
    and n.nspname not in ('pg_catalog', 'pg_toast', 'information_schema')`;

const aroundIt = [
  around("other-schema", foreignLocks, { id: "concat(n.nspname, '.', c.relname)", state: "l.mode" }),
  around("extension", "pg_catalog.pg_extension x", {
    id: "x.extname",
    state: "concat_ws('|', x.extversion, x.extnamespace)",
  }),
  around("setting", "pg_catalog.pg_db_role_setting x", {
    id: "concat_ws(' ', nullif(x.setrole, 0)::regrole, (select datname from pg_catalog.pg_database d where d.oid = x.setdatabase))",
    state: "x.setconfig",
  }),
  around("setting", "pg_catalog.pg_settings x where x.source = 'session'", {
    id: "x.name",
    state: "x.setting",
  }),
  around("setting", "pg_catalog.unnest('{app.tenant_id,app.tenant_key,app.pass}'::text[]) as x (name)", {
    id: "x.name",
    state: "md5(pg_catalog.current_setting(x.name, true))",
  }),
  around(
    "function",
    `pg_catalog.pg_proc x join pg_catalog.pg_namespace n on n.oid = x.pronamespace
      where n.nspname not in ('pg_catalog', 'information_schema') and n.nspname <> $1`,
    {
      id: "x.oid::regprocedure",
      state: "concat_ws('|', x.proowner, x.prosecdef, x.proconfig, x.proacl, md5(x.prosrc))",
    },
  ),
  around("default-privileges", "pg_catalog.pg_default_acl x", { id: "x.oid", state: "x.defaclacl" }),
  around("schema", "pg_catalog.pg_namespace x", { id: "'the number of schemas'", state: "count(*)" }),
  around("prepare", "pg_catalog.pg_prepared_statements x where x.from_sql", { id: "x.name", state: "''" }),
  around("cursor", "pg_catalog.pg_cursors x where x.is_holdable", { id: "x.name", state: "''" }),
  around(
    "lock",
    "pg_catalog.pg_locks x where x.pid = pg_catalog.pg_backend_pid() and x.locktype = 'advisory'",
    {
      id: "concat(x.classid, '.', x.objid)",
      state: "x.mode",
    },
  ),
];

/** Rows of the type Fact: see catalog.ts for the tables `schema`, `members` and `own` that it reads. */
export const factsQuery = [...inSchema, ...aroundIt].join("\nunion all\n");
