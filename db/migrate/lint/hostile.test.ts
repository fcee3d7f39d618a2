import { expect, test } from "bun:test";
import { lint, lintedRules } from "#db/testing/lint.ts";

async function problemsOf(sql: string) {
  return await lintedRules(sql);
}

test("comments and string literals are not read as SQL", async () => {
  for (const sql of [
    "/* drop table public.tenants; /* grant all on users to public; */ begin; */ select 1",
    "-- commit;\nselect 1 -- ; commit",
    "select $$ ; commit; drop table public.tenants $$, $a$ $$ ; commit $$ $a$",
    "select 'it''s; commit', E'\\'; commit; --', U&'\\003b commit'",
    'select 1 as "; commit; --", 2 as "a""; commit"',
    "select $TENANT$; commit; $TENANT$",
  ]) {
    expect([sql, await problemsOf(sql)]).toEqual([sql, []]);
  }
});

test("lookalikes of comments and string literals are read as SQL", async () => {
  for (const sql of [
    "/* /* */ */ commit",
    "select '\\'; commit; --'",
    "select $a$ $b$ $a$; commit; select $b$ $b$",
    "select 1 --\r; commit\n; commit",
    "select 'a' -- '\n; commit; --'",
    "select E'\\\\'; commit; --'",
  ]) {
    expect([sql, await problemsOf(sql)]).toEqual([sql, ["transaction-control"]]);
  }
});

test("names are recognized in every notation that PostgreSQL accepts", async () => {
  for (const [sql, rule] of [
    ['select 1 from "public"."tenants"', "other-schema"],
    ["select 1 from PUBLIC . /* x */ TENANTS", "other-schema"],
    ['select 1 from U&"\\0070ublic".tenants', "other-schema"],
    ["select 1 from U&\"!0070ublic\" uescape '!' .tenants", "other-schema"],
    ['select 1 from "Public".x', "other-schema"],
    ['select 1 from "tenant ""x""".y', "other-schema"],
    ["select U&\"set\\005fconfig\"('a.b', 'c', true)", "setting"],
    ["select \"set_config\"('a.b', 'c', true)", "setting"],
    ["drop table _MIGRATIONS", "ledger"],
    ['drop table "_migrations"', "ledger"],
    [`select 1 from ${"own_schema_".padEnd(70, "x")}.y`, "other-schema"],
  ] as const) {
    expect([sql, await problemsOf(sql)]).toEqual([sql, [rule]]);
  }
  expect(await problemsOf('select "SET_CONFIG" from "Public"')).toEqual([]);
});

test("nested statements and expressions are checked", async () => {
  for (const [sql, rule] of [
    ["with x as (insert into public.tenants (id) values (1) returning id) select id from x", "other-schema"],
    [
      "with x as (delete from _migrations returning version) insert into notes (id) select version from x returning id",
      "ledger",
    ],
    [
      "with a as (with b as (update public.seal set check_value = 'x' returning 1) select 1 from b) select 1 from a",
      "other-schema",
    ],
    ["insert into notes (id) values ((select set_config('a.b', 'c', true)))", "setting"],
    ["update users set email = (select slug from public.tenants limit 1)", "other-schema"],
    [
      "insert into notes (id) select id from users union all (select id from public.tenants) returning id",
      "other-schema",
    ],
    [
      "insert into notes (id) values (1) on conflict (id) do update set id = (select id from public.tenants)",
      "other-schema",
    ],
    ["insert into notes (id) values (1) returning (select id from public.tenants)", "other-schema"],
    [
      "create view v with (security_invoker) as select (select id from public.tenants) from users",
      "other-schema",
    ],
    [
      "alter table users add constraint c check (email in (select slug from public.tenants)) not valid",
      "other-schema",
    ],
    ["alter table users alter column email set default (select slug from public.tenants)", "other-schema"],
    ["alter table users alter column email type text using set_config('a.b', email, false)", "setting"],
    [
      "select 1 from users order by (select 1 from public.tenants) limit (select 1 from public.seal)",
      "other-schema",
    ],
    [
      "select case when exists (table public.tenants) then 1 end, array(select id from public.tenants)",
      "other-schema",
    ],
    ["select sum(1) filter (where public.f()) over (order by public.g()) from users", "other-schema"],
    [
      "select coalesce(null, nullif(1, (select 1 from public.tenants))), row(1, (table public.seal))",
      "other-schema",
    ],
    ["select 1 from users u left join lateral (select 1 from public.tenants) t on true", "other-schema"],
    ["select 1 from json_table('[]', '$' columns (x public.t path '$'))", "other-schema"],
    ["create index on labels (id) where (select public.f())", "other-schema"],
    [
      "merge into users u using projects p on true when matched then update set email = public.f()",
      "other-schema",
    ],
    ["delete from users where current_setting('app.pass') = any (array[email])", "setting"],
  ] as const) {
    expect([sql, await problemsOf(sql)]).toEqual([sql, expect.arrayContaining([rule])]);
  }
});

test("text that the parser cannot read is refused, and the parser still works afterwards", async () => {
  const deep = `select ${"(".repeat(20_000)}1${")".repeat(20_000)}`;
  const long = `select ${"1 + ".repeat(3_000)}set_config('a.b', 'c', true)`;
  expect(await problemsOf("select 1\0; drop table public.tenants")).toEqual(["syntax"]);
  expect(await problemsOf(deep)).toEqual(["syntax"]);
  expect(await problemsOf(long)).toEqual(["setting"]);
  expect(await problemsOf("\ufeffselect 1")).toEqual(["syntax"]);
  expect(await problemsOf("\\i other.sql")).toEqual(["syntax"]);
  expect(await problemsOf("select 1")).toEqual([]);
});

test("$TENANT_SCHEMA$ is a name even where it could start a dollar quote", async () => {
  const quoted = "select 1 from $TENANT_SCHEMA$.users; commit; select 1 from $TENANT_SCHEMA$.users";
  expect(await problemsOf(quoted)).toEqual(["transaction-control"]);
  expect(await problemsOf('select 1 from "$TENANT_SCHEMA$".users')).toEqual(["syntax"]);
  expect((await lint("drop tabel $TENANT_SCHEMA$.x"))[0]?.message).toStartWith(
    'syntax error at or near "tabel"',
  );
  expect((await lint("drop $TENANT_SCHEMA$.x"))[0]?.message).toContain('near "$TENANT_SCHEMA$');
  expect(await lintedRules("select 1 from $TENANT_SCHEMA$.x", { scope: "public" })).toEqual(["syntax"]);
  expect((await lint("drop table $TENANT_SCHEMA$._migrations"))[0]?.message).toStartWith(
    "$TENANT_SCHEMA$._mig",
  );
});
