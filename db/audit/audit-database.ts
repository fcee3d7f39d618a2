import type postgres from "postgres";
import { areRevoked } from "./audit-functions.ts";
import type { Finding } from "./finding.ts";

/** Audits roles, their settings and what they may do outside tenants. */
export async function auditDatabase(sql: postgres.Sql): Promise<Finding[]> {
  const checks = [
    ...[roleAttributes, roleMemberships, roleSettings, databaseSettings],
    ...[temporaryFiles, databaseRights, publicRights, defaultPrivileges, extensions],
  ];
  const found = await Promise.all(checks.map((check) => check(sql)));
  return found.flat().map(({ name, problem }) => ({ where: name, problem }));
}

type Row = { name: string; problem: string };

function roleAttributes(sql: postgres.Sql) {
  return sql<Row[]>`
    select rolname as name, 'can ' || attribute.name as problem from pg_catalog.pg_roles
    cross join lateral (values
      ('do everything (superuser)', rolsuper), ('create roles', rolcreaterole), ('create databases', rolcreatedb),
      ('replicate', rolreplication), ('bypass row-level security', rolbypassrls and rolname <> 'tenantry_backup'),
      ('sign in', rolcanlogin and rolname in ('tenantry_lint', 'tenantry_monitor'))
    ) as attribute (name, has)
    where rolname like 'tenantry\\_%' and attribute.has`;
}

function roleMemberships(sql: postgres.Sql) {
  return sql<Row[]>`
    select m.member::regrole::text as name, 'is a member of ' || m.roleid::regrole::text as problem
    from pg_catalog.pg_auth_members m
    where m.member in (select oid from pg_catalog.pg_roles where rolname like 'tenantry\\_%')
      and (m.member::regrole::text, m.roleid::regrole::text) not in
        (('tenantry_owner', 'tenantry_lint'), ('tenantry_owner', 'tenantry_app'))
    union all
    select 'tenantry_owner', 'cannot end backends of tenantry_app: run scripts/bootstrap.sql again'
    where not pg_catalog.pg_has_role('tenantry_owner', 'tenantry_app', 'usage')`;
}

/** A role may change its own defaults, which apply to each of its later sessions. Only the limit of bootstrap.sql is wanted. */
function roleSettings(sql: postgres.Sql) {
  return sql<Row[]>`
    select s.setrole::regrole::text as name, 'has settings of its own: ' || s.setconfig::text as problem
    from pg_catalog.pg_db_role_setting s
    where (s.setrole::regrole::text, s.setdatabase <> 0, s.setconfig) <> ('tenantry_app', true, array['temp_file_limit=128MB'])
      and s.setrole in (select oid from pg_catalog.pg_roles where rolname like 'tenantry\\_%')
      and s.setdatabase in (0, (select oid from pg_catalog.pg_database where datname = current_database()))`;
}

/** Only a superuser can set it, and one who ran bootstrap.sql has revoked functions too. */
async function temporaryFiles(sql: postgres.Sql): Promise<Row[]> {
  if (!(await areRevoked(sql))) return [];
  return await sql<Row[]>`
    select 'tenantry_app' as name, 'has no temp_file_limit' as problem where not exists (
      select from pg_catalog.pg_db_role_setting s cross join unnest(s.setconfig) as setting
      where s.setrole = 'tenantry_app'::regrole and setting = 'temp_file_limit=128MB'
        and s.setdatabase = (select oid from pg_catalog.pg_database where datname = current_database()))`;
}

/** Settings of the database apply to every session in it. */
function databaseSettings(sql: postgres.Sql) {
  return sql<Row[]>`
    select 'the database' as name, 'sets ' || setting || ' for every session' as problem
    from pg_catalog.pg_db_role_setting s
    cross join unnest(s.setconfig) as setting
    cross join lateral (select split_part(setting, '=', 1) as name, substr(setting, strpos(setting, '=') + 1) as value) as part
    where s.setrole = 0 and s.setdatabase = (select oid from pg_catalog.pg_database where datname = current_database())
      and (part.name in ('row_security', 'search_path', 'session_replication_role', 'role', 'session_preload_libraries',
          'local_preload_libraries', 'log_parameter_max_length', 'log_parameter_max_length_on_error')
        or part.name like 'app.%')
      and (part.name, part.value) not in (('row_security', 'on'), ('session_replication_role', 'origin'),
        ('log_parameter_max_length', '0'), ('log_parameter_max_length_on_error', '0'))`;
}

function databaseRights(sql: postgres.Sql) {
  return sql<Row[]>`
    select role as name, 'has ' || lower(privilege) || ' on the database' as problem
    from unnest(array['tenantry_app', 'tenantry_web', 'tenantry_backup']) as role
    cross join unnest(array['CREATE', 'TEMPORARY']) as privilege
    where pg_catalog.has_database_privilege(role, current_database(), privilege)`;
}

/** Neither role needs rights in `public`: the functions in `app` act for them. */
function publicRights(sql: postgres.Sql) {
  return sql<Row[]>`
    select 'public.' || c.relname as name, role || ' has ' || lower(privilege) as problem
    from pg_catalog.pg_class c
    cross join unnest(array['tenantry_app', 'tenantry_web']) as role
    cross join unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) as privilege
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm')
      and pg_catalog.has_table_privilege(role, c.oid, privilege)
    union
    select 'public.' || c.relname, role || ' has ' || lower(privilege) || ' on columns'
    from pg_catalog.pg_class c
    cross join unnest(array['tenantry_app', 'tenantry_web']) as role
    cross join unnest(array['SELECT', 'INSERT', 'UPDATE', 'REFERENCES']) as privilege
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm')
      and pg_catalog.has_any_column_privilege(role, c.oid, privilege)
      and not pg_catalog.has_table_privilege(role, c.oid, privilege)
    union all
    select 'public', role || ' has ' || lower(privilege) from unnest(array['tenantry_app', 'tenantry_web']) as role
    cross join unnest(array['USAGE', 'CREATE']) as privilege
    where pg_catalog.has_schema_privilege(role, 'public', privilege) and (role, privilege) <> ('tenantry_web', 'USAGE')`;
}

/** They would apply to every object created later. */
function defaultPrivileges(sql: postgres.Sql) {
  return sql<Row[]>`
    select 'default privileges' as name, distinct_acl.problem from (
      select distinct 'of ' || pg_catalog.pg_get_userbyid(d.defaclrole) || coalesce(' in ' || n.nspname, '') || ' grant '
        || lower(acl.privilege_type) || ' to ' || coalesce(pg_catalog.pg_get_userbyid(nullif(acl.grantee, 0)), 'public') as problem
      from pg_catalog.pg_default_acl d
      left join pg_catalog.pg_namespace n on n.oid = d.defaclnamespace
      cross join lateral pg_catalog.aclexplode(d.defaclacl) as acl
      where acl.grantee <> d.defaclrole) as distinct_acl`;
}

/** An extension may bring functions that bypass the guard, and an event trigger runs in every role's DDL. */
function extensions(sql: postgres.Sql) {
  return sql<Row[]>`
    select extname as name, 'is an extension that this release does not need' as problem
    from pg_catalog.pg_extension where extname <> 'plpgsql'
    union all
    select evtname, 'is an event trigger' from pg_catalog.pg_event_trigger`;
}
