import type postgres from "postgres";
import { readMigrations } from "#db/migrate/migration-files.ts";
import type { Finding } from "./finding.ts";

/**
 * Compares the functions of the schema `app`, which are what opens a tenant, with those that this release's migrations
 * make: text, attributes, owner and grants. They are created once more in a scratch schema, which is rolled back.
 * @param sql a connection of tenantry_owner.
 */
export async function auditOwnFunctions(sql: postgres.Sql): Promise<Finding[]> {
  const findings: Finding[] = [];
  const rolledBack = new Error("The scratch schema is rolled back.");
  await sql
    .begin(async (tx) => {
      const scratch = `app_scratch_${Bun.randomUUIDv7().slice(-12)}`;
      await tx.unsafe(
        `set local search_path = pg_catalog; create schema ${scratch}; ${definitions(scratch)}`,
      );
      findings.push(...(await tx.unsafe<Finding[]>(comparison, [scratch])));
      throw rolledBack;
    })
    .catch((error: unknown) => {
      if (error !== rolledBack) throw error;
    });
  return findings.map((finding) => ({ ...finding }));
}

/** The migrations' statements that define functions of `app` or grant them, with another schema's name in their heads. */
function definitions(scratch: string): string {
  const text = readMigrations("public")
    .map(({ sql }) => sql)
    .join("\n");
  const statements = text.match(statement) ?? [];
  return statements
    .map((one) => {
      const [, head = one, body = ""] = /^([\s\S]*?)(\nas \$\$[\s\S]*|\nreturn [\s\S]*)$/.exec(one) ?? [];
      return head.replaceAll(/\bapp\./g, `${scratch}.`).replaceAll("schema app", `schema ${scratch}`) + body;
    })
    .join("\n");
}

const statement =
  /^(?:create (?:or replace )?function app\.[\s\S]*?(?:^\$\$;|\nreturn [\s\S]*?;)$|(?:revoke|grant) execute on [^;]*;)/gm;

const facts = `
  p.oid::regprocedure::text as signature, p.proname, p.pronargs, pg_catalog.pg_get_userbyid(p.proowner) as owner,
  md5(concat_ws('|', p.prosrc, pg_catalog.pg_get_function_sqlbody(p.oid), p.prosecdef, p.provolatile, p.proparallel,
    p.proleakproof, p.proconfig::text, p.prolang, p.prorettype, p.proretset, p.proargtypes::text, p.proallargtypes::text)) as digest,
  (select string_agg(acl::text, ' ' order by acl::text) from unnest(p.proacl) as acl) as grants`;

const comparison = `
  with found as (select ${facts} from pg_catalog.pg_proc p where p.pronamespace = 'app'::regnamespace),
    wanted as (select ${facts} from pg_catalog.pg_proc p where p.pronamespace = $1::regnamespace)
  select coalesce(f.signature, 'app.' || w.proname) as where,
    case when w.proname is null then 'is a function that this release does not have'
      when f.proname is null then 'is missing'
      when f.owner <> w.owner then 'is owned by ' || f.owner
      when f.digest <> w.digest then 'is not what this release''s migrations make'
      else 'grants ' || coalesce(f.grants, 'everybody execute') || ' instead of ' || coalesce(w.grants, 'everybody execute') end as problem
  from found f full join wanted w on w.proname = f.proname and w.pronargs = f.pronargs
  where (f.owner, f.digest, f.grants) is distinct from (w.owner, w.digest, w.grants)
  order by 1`;
