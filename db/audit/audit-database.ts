import type postgres from "postgres";
import type { Finding } from "./finding.ts";

/** The roles and what they may do outside of tenants: privileges regained are found here. */
export async function auditDatabase(sql: postgres.Sql): Promise<Finding[]> {
  const checks = [roleAttributes, roleMemberships, roleSettings, databaseRights, publicRights];
  const found = await Promise.all(checks.map((check) => check(sql)));
  return found.flat().map(({ name, problem }) => ({ where: name, problem }));
}

type Row = { name: string; problem: string };

function roleAttributes(sql: postgres.Sql) {
  return sql<Row[]>`
    select rolname as name, 'may ' || attribute.name as problem from pg_catalog.pg_roles
    cross join lateral (values
      ('do everything (superuser)', rolsuper), ('create roles', rolcreaterole), ('create databases', rolcreatedb),
      ('replicate', rolreplication), ('pass by row-level security', rolbypassrls and rolname <> 'tenantry_backup')
    ) as attribute (name, has)
    where rolname like 'tenantry\\_%' and attribute.has`;
}

function roleMemberships(sql: postgres.Sql) {
  return sql<Row[]>`
    select m.member::regrole::text as name, 'is a member of ' || m.roleid::regrole::text as problem
    from pg_catalog.pg_auth_members m
    where m.member in (select oid from pg_catalog.pg_roles where rolname like 'tenantry\\_%')`;
}

/** A role may set its own defaults; what sticks to one comes back with every session. */
function roleSettings(sql: postgres.Sql) {
  return sql<Row[]>`
    select s.setrole::regrole::text as name, 'has settings of its own: ' || s.setconfig::text as problem
    from pg_catalog.pg_db_role_setting s
    where s.setrole in (select oid from pg_catalog.pg_roles where rolname like 'tenantry\\_%')
      and s.setdatabase in (0, (select oid from pg_catalog.pg_database where datname = current_database()))`;
}

function databaseRights(sql: postgres.Sql) {
  return sql<Row[]>`
    select role as name, 'may ' || lower(privilege) || ' in the database' as problem
    from unnest(array['tenantry_app', 'tenantry_web', 'tenantry_backup']) as role
    cross join unnest(array['CREATE', 'TEMPORARY']) as privilege
    where pg_catalog.has_database_privilege(role, current_database(), privilege)`;
}

/** tenantry_app has nothing to do in `public`; tenantry_web adds to the inbox, and that is all. */
function publicRights(sql: postgres.Sql) {
  return sql<Row[]>`
    select 'public.' || c.relname as name, role || ' may ' || lower(privilege) as problem
    from pg_catalog.pg_class c
    cross join unnest(array['tenantry_app', 'tenantry_web']) as role
    cross join unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) as privilege
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm')
      and pg_catalog.has_table_privilege(role, c.oid, privilege)
    union all
    select 'public', role || ' may ' || lower(privilege) from unnest(array['tenantry_app', 'tenantry_web']) as role
    cross join unnest(array['USAGE', 'CREATE']) as privilege
    where pg_catalog.has_schema_privilege(role, 'public', privilege) and (role, privilege) <> ('tenantry_web', 'USAGE')`;
}
