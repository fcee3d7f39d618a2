/**
 * The schemas that all tenants share, and everything in them. pg_depend has an index on the schema: the cost does not depend on
 * the number of tenants.
 */
const shared = `
  select n.oid, n.nspname, n.nspacl from pg_catalog.pg_namespace n
  where n.nspname !~ '^(pg_|tenant_)' and n.nspname <> 'information_schema'`;

const sharedObjects = `
  select d.classid, d.objid, s.nspname from pg_catalog.pg_depend d join shared s on s.oid = d.refobjid
  where d.refclassid = 'pg_catalog.pg_namespace'::regclass`;

/** Access lists. Functions of the schema app are left out: tenantry_app may have rights on them. */
const accessLists = `
  select concat('schema ', s.nspname), s.nspacl from shared s
  union all select concat('database ', d.datname), d.datacl
    from pg_catalog.pg_database d where d.datname = pg_catalog.current_database()
  union all select concat(o.nspname, '.', c.relname), c.relacl
    from shared_objects o join pg_catalog.pg_class c on c.oid = o.objid where o.classid = 'pg_catalog.pg_class'::regclass
  union all select concat(o.nspname, '.', c.relname, '.', a.attname), a.attacl
    from shared_objects o join pg_catalog.pg_class c on c.oid = o.objid join pg_catalog.pg_attribute a on a.attrelid = c.oid
    where o.classid = 'pg_catalog.pg_class'::regclass and a.attacl is not null
  union all select concat('function ', p.oid::regprocedure), p.proacl
    from shared_objects o join pg_catalog.pg_proc p on p.oid = o.objid
    where o.classid = 'pg_catalog.pg_proc'::regclass and o.nspname <> 'app'
  union all select concat_ws(' ', 'future', d.defaclobjtype, nullif(d.defaclnamespace, 0)::regnamespace), d.defaclacl
    from pg_catalog.pg_default_acl d
    where not (d.defaclobjtype = 'f' and d.defaclnamespace = 0 and d.defaclrole = current_user::regrole)
  union all select 'future functions', coalesce(d.defaclacl, pg_catalog.acldefault('f', r.oid))
    from pg_catalog.pg_roles r left join pg_catalog.pg_default_acl d
      on d.defaclrole = r.oid and d.defaclobjtype = 'f' and d.defaclnamespace = 0
    where r.rolname = current_user`;

/** What tenantry_app may do, by itself or as anybody. */
const appRights = `
  select concat(r.privilege_type, ' on ', l.object, ' for ', coalesce(app.rolname, 'PUBLIC'))
  from (${accessLists}) as l (object, acl) cross join lateral pg_catalog.aclexplode(l.acl) r
  left join pg_catalog.pg_roles app on app.oid = r.grantee
  where (r.grantee = 0 or app.rolname = 'tenantry_app')
    and not (l.object = 'schema app' and r.privilege_type = 'USAGE')
  union all select concat('membership in ', m.roleid::regrole) from pg_catalog.pg_auth_members m
  where m.member = (select oid from pg_catalog.pg_roles where rolname = 'tenantry_app')`;

/** Privileged functions for which their caller could decide what a name means. */
const unsafeFunctions = `
  select p.oid::regprocedure::text from pg_catalog.pg_proc p join shared s on s.oid = p.pronamespace
  where p.prosecdef and p.proname not in ('enter_tenant', 'leave_tenant')
    and not exists (select from pg_catalog.unnest(p.proconfig) as setting
    where setting ~ '^search_path=(""|(pg_catalog|pg_temp)(, (pg_catalog|pg_temp))*)$')`;

const facts: Record<string, string> = {
  "app-grant": appRights,
  "security-definer": unsafeFunctions,
  "strong-role": "select rolname from pg_catalog.pg_roles where rolsuper or rolbypassrls",
  trigger:
    "select concat('event trigger ', evtname) from pg_catalog.pg_event_trigger where evtenabled <> 'D'",
  extension: `select concat('the extensions are ', string_agg(concat_ws(' ', extname, extversion), ', ' order by extname))
    from pg_catalog.pg_extension`,
  "tenant-schema": `select concat(n.nspname, '.', c.relname) from pg_catalog.pg_locks l
    join pg_catalog.pg_class c on c.oid = l.relation join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where l.pid = pg_catalog.pg_backend_pid() and l.locktype = 'relation' and n.nspname ~ '^tenant_'
      and l.database = (select d.oid from pg_catalog.pg_database d where d.datname = pg_catalog.current_database())`,
};

/** What a file for the shared schema may not add. Its text in `object` identifies a fact. */
export const publicFactsQuery = `
  with shared as materialized (${shared}), shared_objects as materialized (${sharedObjects})
  ${Object.entries(facts)
    .map(
      ([rule, query]) =>
        `select '${rule}' as rule, 0 as relation, 0 as column, '' as id, '' as state, x.object from (${query}) as x (object)`,
    )
    .join("\nunion all\n")}`;
