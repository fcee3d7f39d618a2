import { afterAll, beforeAll, expect, test } from "bun:test";
import { sql } from "kysely";
import { explained } from "#scripts/db-sql.ts";
import { createTestDatabase, type TestDatabase, testSealSecret } from "../testing/database.ts";
import { allowedFunctions } from "./allowed-functions.ts";
import { inTenant } from "./transaction.ts";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

const advice = "add it to db/tenant/allowed-functions.ts, then run `bun scripts/db-functions.ts`";

test("every listed function exists, but for some that PostgreSQL 15 does not have yet", async () => {
  const missing = await db.owner<{ signature: string }[]>`
    select signature from string_to_table(${allowedFunctions.join(";")}, ';') as signature
    where to_regprocedure('pg_catalog.' || signature) is null`;
  const newer = [
    "hashbool(boolean)",
    "hashbytea(bytea)",
    "hashdate(date)",
    "timestamptz_hash(timestamp with time zone)",
  ];
  expect(missing.map(({ signature }) => signature).filter((signature) => !newer.includes(signature))).toEqual(
    [],
  );
});

test(`defaults, checks, indexes and policies of tenant tables call listed functions: ${advice}`, async () => {
  const unlisted = await db.owner<{ name: string }[]>`
    with tree as (
      select adbin::text as text, adrelid as relation from pg_attrdef
      union all select conbin::text, conrelid from pg_constraint where conbin is not null
      union all select concat(polqual::text, polwithcheck::text), polrelid from pg_policy
      union all select concat(indexprs::text, indpred::text), indrelid from pg_index
    ), used as (
      select regexp_matches(text, ':(funcid|opno) (\\d+)', 'g') as part from tree
      join pg_class c on c.oid = relation join pg_namespace n on n.oid = c.relnamespace where n.nspname like 'tenant\\_%'
    )
    select distinct f.oid::regprocedure::text as name from used
    join pg_proc f on f.oid = case part[1] when 'funcid' then part[2]::oid
      else (select oprcode from pg_operator where oid = part[2]::oid) end
    where f.pronamespace = 'pg_catalog'::regnamespace and f.oid <> all (${listed()})`;
  expect(unlisted.map(({ name }) => name)).toEqual([]);
});

test(`a plan may put another function of a family in place of a listed one: ${advice}`, async () => {
  const unlisted = await db.owner<{ name: string }[]>`
    with used as (
      select o.oid, a.amopfamily as family, a.amoplefttype as type from pg_operator o
      join pg_amop a on a.amopopr = o.oid and a.amopmethod = 403 and a.amoppurpose = 's'
      join pg_opclass c on c.opcfamily = a.amopfamily and c.opcdefault and c.opcintype = a.amoplefttype
      where o.oprcode = any (${listed()})
    ), needed as (
      select p.oprcode::oid as function from used join pg_amop b on b.amopfamily = used.family and b.amoppurpose = 's'
        and b.amoplefttype = used.type and b.amoprighttype = used.type join pg_operator p on p.oid = b.amopopr
      union select n.oprcode::oid from used join pg_operator o on o.oid = used.oid join pg_operator n on n.oid = o.oprnegate
      union select c.oprcode::oid from used join pg_operator o on o.oid = used.oid join pg_operator c on c.oid = o.oprcom
      union select s.amproc::oid from used join pg_opfamily f on f.opfmethod = 405
        join pg_amproc s on s.amprocfamily = f.oid and s.amprocnum = 1 and s.amproclefttype = used.type
        join pg_opclass c on c.opcfamily = f.oid and c.opcdefault and c.opcintype = used.type
    )
    select distinct function::regprocedure::text as name from needed where function <> all (${listed()}) order by 1`;
  expect(unlisted.map(({ name }) => name)).toEqual([]);
});

test("a statement that calls another function fails, and the test of queries says where to allow it", async () => {
  const options = { pool: db.appPool, sealSecret: testSealSecret, readOnly: true, label: "test" };
  const failed = await inTenant(db.acme, options, (tx) => sql`select reverse('x')`.execute(tx)).catch(
    explained,
  );
  expect(String(failed)).toMatch(/calls reverse, which tenantry_app may not: .*allowed-functions\.ts/);
  const other = new Error("permission denied for table users");
  expect(explained(other)).toBe(other);
});

test("the owner and whoever may monitor keep PostgreSQL's views", async () => {
  const seen =
    await db.owner`select pid from pg_stat_activity where datname = current_database() and usename = 'tenantry_owner'`;
  expect(seen.length).toBeGreaterThan(0);
  const [monitor] = await db.owner`
    select has_function_privilege('tenantry_monitor', 'pg_stat_get_activity(integer)', 'execute') as may`;
  expect(monitor).toEqual({ may: true });
});

function listed() {
  return db.owner`array(select to_regprocedure('pg_catalog.' || signature)::oid
    from string_to_table(${allowedFunctions.join(";")}, ';') as signature where to_regprocedure('pg_catalog.' || signature) is not null)`;
}
