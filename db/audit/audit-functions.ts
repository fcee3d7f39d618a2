import type postgres from "postgres";
import { allowedFunctions, allowedOwnFunctions } from "#db/tenant/allowed-functions.ts";
import type { Finding } from "./finding.ts";

/**
 * Audits who may call which function: of PostgreSQL's own, PUBLIC none, tenantry_app exactly the list and the other roles
 * what PUBLIC has by default; of ours, tenantry_app exactly its own. Where no superuser has revoked anything, as on a managed
 * service, the first part has nothing to say: `auditLimits` says it once.
 */
export async function auditFunctions(sql: postgres.Sql): Promise<Finding[]> {
  const own = await ownFunctions(sql);
  return (await areRevoked(sql)) ? summed([...(await builtInFunctions(sql)), ...own]) : summed(own);
}

/** True once a superuser has run scripts/bootstrap.sql in this database. */
export async function areRevoked(sql: postgres.Sql): Promise<boolean> {
  const [row] = await sql<{ is: boolean }[]>`
    select exists (select from pg_catalog.pg_proc p cross join lateral pg_catalog.aclexplode(p.proacl) as acl
      where p.pronamespace = 'pg_catalog'::regnamespace and acl.grantee = 'tenantry_app'::regrole) as is`;
  return row?.is === true;
}

type Row = { name: string; problem: string };

async function builtInFunctions(sql: postgres.Sql): Promise<Row[]> {
  return await sql<Row[]>`
    with routine as (
      select p.oid, p.oid::regprocedure::text as name, array(select acl.grantee
          from pg_catalog.aclexplode(coalesce(p.proacl, pg_catalog.acldefault('f', p.proowner))) as acl) as grantees,
        coalesce(p.oid = any (array(select pg_catalog.to_regprocedure('pg_catalog.' || signature)::oid
          from string_to_table(${allowedFunctions.join(";")}, ';') as signature)), false) as is_allowed,
        p.proname !~ '^lo_|^loread$|^lowrite$' and not exists (select from pg_catalog.pg_init_privs i
          where i.objoid = p.oid and i.classoid = 'pg_catalog.pg_proc'::regclass
            and not exists (select from pg_catalog.aclexplode(i.initprivs) as acl where acl.grantee = 0)) as is_common
      from pg_catalog.pg_proc p
      where p.pronamespace in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
    )
    select name, 'may be called by every role' as problem from routine where 0 = any (grantees)
    union all
    select name, 'may be called by tenantry_app, and is not on the list' from routine
    where not is_allowed and 'tenantry_app'::regrole::oid = any (grantees)
    union all
    select name, 'is on the list, and tenantry_app may not call it' from routine
    where is_allowed and 'tenantry_app'::regrole::oid <> all (grantees)
    union all
    select name, case when is_common then 'may not be called by ' || role else 'may be called by ' || role end
    from routine cross join unnest(array['tenantry_owner', 'tenantry_web', 'tenantry_backup', 'tenantry_lint',
      'tenantry_monitor']) as role
    where is_common <> (role::regrole::oid = any (grantees))
    order by 2, 1`;
}

async function ownFunctions(sql: postgres.Sql): Promise<Row[]> {
  return await sql<Row[]>`
    select p.oid::regprocedure::text as name, 'may be called by tenantry_app, and is not on the list' as problem
    from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace
    where n.nspname not in ('pg_catalog', 'information_schema')
      and pg_catalog.has_schema_privilege('tenantry_app', n.oid, 'usage')
      and pg_catalog.has_function_privilege('tenantry_app', p.oid, 'execute')
      and p.oid::regprocedure::text <> all (string_to_array(${allowedOwnFunctions.join(";")}, ';'))
    order by 1`;
}

/** At most ten of a kind, then their number: after an upgrade there may be thousands. */
function summed(rows: readonly Row[]): Finding[] {
  return [...Map.groupBy(rows, ({ problem }) => problem)].flatMap(([problem, alike]) => {
    if (alike.length <= 10) return alike.map(({ name }) => ({ where: name, problem }));
    const names = alike.slice(0, 10).map(({ name }) => name);
    return [{ where: `${names.join(", ")} and ${alike.length - names.length} more`, problem }];
  });
}
