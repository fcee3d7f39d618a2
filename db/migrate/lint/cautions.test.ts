import { expect, test } from "bun:test";
import { lintedRules } from "#db/testing/lint.ts";
import { statementsOf } from "./cases/case.ts";
import { type Caution, cautions } from "./rules.ts";

const cases: Record<Caution, { warned: string; harmless: string }> = {
  "index-not-concurrent": {
    warned: `
      create index projects_name on projects (name)
      create unique index on projects (name)
      create index on $TENANT_SCHEMA$.projects (name)
      alter table projects add constraint c unique (name)
      alter table projects add primary key (id)
      alter table projects add constraint c exclude using gist (name with =)
      alter table projects add column code text unique`,
    harmless: `
      create table labels (id uuid primary key, name text); create index on labels (name)
      create table labels (id uuid primary key); alter table labels rename to notes; create index on notes (id)
      alter table projects add constraint c unique using index projects_name
      drop index projects_owner_id`,
  },
  "set-not-null": {
    warned: `
      alter table projects alter column name set not null
      alter table projects add constraint c check (name is not null) not valid; alter table projects alter column name set not null
      alter table projects add constraint c check (color is not null) not valid; alter table projects validate constraint c; alter table projects alter name set not null
      alter table projects add constraint c check (name is null) not valid; alter table projects validate constraint c; alter table projects alter name set not null
      alter table projects add constraint c foreign key (name) references users (id) not valid; alter table projects validate constraint c; alter table projects alter name set not null
      alter table users validate constraint c; alter table projects alter column name set not null
      alter table projects add constraint c not null name`,
    harmless: `
      alter table projects validate constraint name_filled; alter table projects alter column name set not null
      alter table projects add constraint c check (name is not null) not valid; alter table projects validate constraint c; alter table projects alter name set not null
      alter table projects add constraint c check (color <> '' and name is not null) not valid; alter table projects validate constraint c; alter table projects alter name set not null
      create table labels (id uuid primary key, name text); alter table labels alter column name set not null
      alter table projects alter column name drop not null`,
  },
  "add-column-not-null": {
    warned: `
      alter table projects add column code text not null
      alter table projects add column a text, add column code text not null`,
    harmless: `
      alter table projects add column code text not null default ''
      alter table projects add column code text
      create table labels (id uuid primary key); alter table labels add column code text not null`,
  },
  "table-rewrite": {
    warned: `
      alter table projects alter column position type integer
      alter table projects alter column name type varchar(20)
      alter table projects alter column name type text using lower(name)
      alter table projects alter column name type text[]
      alter table projects alter column double set expression as (position * 3)
      alter table projects add column double bigint generated always as (position * 2) stored`,
    harmless: `
      alter table projects alter column name type text
      alter table projects alter column name type varchar
      create table labels (id int primary key); alter table labels alter column id type bigint`,
  },
  "drop-column": {
    warned: `
      alter table projects drop column color
      alter table projects add column a text, drop column if exists color cascade`,
    harmless: `
      alter table projects drop constraint c
      create table labels (id uuid primary key, x text); alter table labels drop column x`,
  },
  "drop-table": {
    warned: `
      drop table projects
      drop table labels, $TENANT_SCHEMA$.projects
      truncate projects`,
    harmless: `
      create table labels (id uuid primary key); truncate labels; drop table labels
      drop index projects_owner_id`,
  },
  "drop-view": {
    warned: `
      drop view v
      drop view if exists v, w cascade`,
    harmless: `
      create or replace view v with (security_invoker) as select id from projects
      alter view v alter column id set default '{}'`,
  },
  rename: {
    warned: `
      alter table projects rename to labels
      alter index projects rename to labels
      alter table projects rename column name to title
      alter view v rename to w
      alter view v rename column a to b`,
    harmless: `
      alter index projects_owner_id rename to projects_owner
      alter table projects rename constraint c to d
      create table labels (id uuid primary key); alter table labels rename to notes; alter table notes rename id to key`,
  },
  "constraint-not-valid": {
    warned: `
      alter table projects add constraint c check (name <> '')
      alter table projects add check (name <> '')
      alter table projects add constraint c foreign key (owner_id) references users (id)
      alter table projects add column size int check (size > 0)
      alter table projects add column lead text default 'x' references users (id)`,
    harmless: `
      alter table projects add constraint c check (name <> '') not valid
      alter table projects add constraint c foreign key (owner_id) references users (id) not valid
      alter table projects add column lead text references users (id)
      create table labels (id uuid primary key); alter table labels add constraint c check (id is not null)`,
  },
  "no-primary-key": {
    warned: `
      create table labels (id uuid)
      create table labels (id uuid unique not null)
      create table labels (id uuid primary key); create table notes (like labels)`,
    harmless: `
      create table labels (id uuid primary key)
      create table labels (id uuid, name text, primary key (id, name))
      create table labels (id uuid); alter table labels add primary key (id)
      create table labels (id uuid); alter table labels rename to notes; alter table notes add primary key (id)
      create table labels (like projects including all)
      create table surprise (id uuid); drop table surprise`,
  },
};

for (const [rule, { warned, harmless }] of Object.entries(cases)) {
  test(`${rule} warns, and what looks like it does not`, async () => {
    const found = async (sql: string) => [sql, await lintedRules(sql)];
    for (const sql of statementsOf(warned))
      expect(await found(sql)).toEqual([sql, { problems: [], warnings: [rule] }]);
    for (const sql of statementsOf(harmless))
      expect(await found(sql)).toEqual([sql, { problems: [], warnings: [] }]);
  });
}

test("every warning has its case", () => {
  expect(Object.keys(cases).sort()).toEqual(Object.keys(cautions).sort());
});

test("a table of an earlier file stays one under a new name, and when it is created if not exists", async () => {
  const renamed = "alter table projects rename to labels; create index on labels (name)";
  expect((await lintedRules(renamed)).warnings).toEqual(["rename", "index-not-concurrent"]);
  const again =
    "create table if not exists projects (id uuid primary key); alter table projects drop column name";
  expect((await lintedRules(again)).warnings).toEqual(["drop-column"]);
});

test("files for the shared schema are warned as well: its tables are everybody's", async () => {
  expect(await lintedRules("create index on public.users (email)", { scope: "public" })).toEqual({
    problems: [],
    warnings: ["index-not-concurrent"],
  });
});
