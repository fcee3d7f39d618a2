import { afterAll, beforeAll, expect, test } from "bun:test";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import { type Effects, inScratchSchema } from "#db/testing/lint.ts";
import { statementsOf } from "./cases/case.ts";
import { type Caution, cautions } from "./rules.ts";

/** What earlier files created, besides the product's tables. */
const setup = `
  create view v with (security_invoker) as select id, email as a from users;
  alter table projects add column mark text, add column double int generated always as (version * 2) stored;
  alter table projects add constraint c check (color <> '') not valid, add constraint mark_filled check (mark is not null) not valid;
  create unique index projects_mark on projects (mark);
  create table notes (id int not null, name varchar(20));`;

const cases: Record<Caution, { warned: string; harmless: string }> = {
  "index-not-concurrent": {
    warned: `
      create index projects_color on projects (color)
      create unique index on projects (name)
      create index on $TENANT_SCHEMA$.projects (name)
      alter table projects add constraint d unique (name)
      alter table notes add primary key (id)
      alter table projects add constraint d exclude using btree (name with =)
      alter table projects add column code text unique`,
    harmless: `
      create table labels (id uuid primary key, name text); create index on labels (name)
      create table labels (id uuid primary key); alter table labels rename to settings_anew; create index on settings_anew (id); alter table settings_anew rename to labels
      alter table projects add constraint d unique using index projects_mark
      alter table projects alter column name type varchar
      drop index projects_owner_id`,
  },
  "set-not-null": {
    warned: `
      alter table projects alter column mark set not null
      alter table projects add constraint d check (mark is not null) not valid; alter table projects alter column mark set not null
      alter table projects add constraint d check (color is not null) not valid; alter table projects validate constraint d; alter table projects alter mark set not null
      alter table projects add constraint d check (mark is null) not valid; alter table projects validate constraint d; alter table projects alter mark set not null
      alter table projects add constraint d check (mark is not null or color is not null) not valid; alter table projects validate constraint d; alter table projects alter mark set not null
      alter table projects add constraint d foreign key (mark) references users (id) not valid; alter table projects validate constraint d; alter table projects alter mark set not null
      alter table projects validate constraint c; alter table projects alter column mark set not null`,
    harmless: `
      alter table projects validate constraint mark_filled; alter table projects alter column mark set not null
      alter table projects validate constraint mark_filled; alter table projects alter column mark set not null; alter table projects drop constraint mark_filled
      alter table projects add constraint d check (color <> '' and mark is not null) not valid; alter table projects validate constraint d; alter table projects alter mark set not null
      create table labels (id uuid primary key, name text); alter table labels alter column name set not null
      alter table projects alter column name set not null
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
      alter table notes alter column id type bigint
      alter table notes alter column name type varchar(10)
      alter table projects alter column mark type text using lower(mark)
      alter table projects alter column mark type text[] using array[mark]
      alter table projects add column triple bigint generated always as (version * 3) stored`,
    harmless: `
      alter table projects alter column name type text
      alter table projects alter column name type varchar
      alter table notes alter column name type varchar(40)
      alter table notes alter column name type text
      create table labels (id int primary key); alter table labels alter column id type bigint`,
  },
  "drop-column": {
    warned: `
      alter table projects drop column description
      alter table projects add column a text, drop column if exists description cascade`,
    harmless: `
      alter table projects drop constraint c
      create table labels (id uuid primary key, x text); alter table labels drop column x`,
  },
  "drop-table": {
    warned: `
      drop table settings
      drop table logos, $TENANT_SCHEMA$.settings
      drop table projects cascade
      truncate settings
      truncate projects, tasks`,
    harmless: `
      create table labels (id uuid primary key); truncate labels; drop table labels
      drop index projects_owner_id`,
  },
  "drop-view": {
    warned: `
      drop view v
      drop view if exists v, w cascade`,
    harmless: `
      create or replace view v with (security_invoker) as select id, email as a, role from users
      alter view v alter column id set default '{}'`,
  },
  rename: {
    warned: `
      alter table settings rename to labels
      alter index settings rename to labels
      alter table projects rename column name to title
      alter view v rename to w
      alter view v rename column a to b`,
    harmless: `
      alter index projects_owner_id rename to projects_owner
      alter table projects rename constraint c to d
      create table labels (id uuid primary key); alter table labels rename to settings_anew; alter table settings_anew rename id to key; drop table settings_anew`,
  },
  "constraint-not-valid": {
    warned: `
      alter table projects add constraint d check (name <> '')
      alter table projects add check (name <> '')
      alter table projects add constraint d foreign key (mark) references users (id)
      alter table projects add column size int check (size > 0)
      alter table projects add column lead text default 'x' references users (id)`,
    harmless: `
      alter table projects add constraint d check (name <> '') not valid
      alter table projects add constraint d foreign key (mark) references users (id) not valid
      alter table projects validate constraint c
      alter table projects add column lead text references users (id)
      create table labels (id uuid primary key); alter table labels add constraint d check (id is not null)`,
  },
  "no-primary-key": {
    warned: `
      create table labels (id uuid)
      create table labels (id uuid unique not null)
      create table labels (like projects)`,
    harmless: `
      create table labels (id uuid primary key)
      create table labels (id uuid, name text, primary key (id, name))
      create table labels (id uuid); alter table labels add primary key (id)
      create table labels (like projects including all)
      create table surprise (id uuid); drop table surprise`,
  },
};

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

for (const [rule, { warned, harmless }] of Object.entries(cases)) {
  test(`${rule} warns, and similar statements do not`, async () => {
    const wrong: [string, Effects][] = [];
    await inScratchSchema(
      db.url("tenantry_owner"),
      async (effectsOf) => {
        for (const sql of statementsOf(warned)) {
          const effects = await effectsOf(inBlock(sql));
          if (effects.warnings.join() !== rule) wrong.push([sql, effects]);
        }
        for (const sql of statementsOf(harmless)) {
          const effects = await effectsOf(sql);
          if (effects.warnings.length > 0 || effects.error) wrong.push([sql, effects]);
        }
      },
      setup,
    );
    expect(wrong).toEqual([]);
  });
}

test("every warning has a test case", () => {
  expect(Object.keys(cases).sort()).toEqual(Object.keys(cautions).sort());
});

test("a table from an earlier file still counts as one after RENAME and CREATE TABLE IF NOT EXISTS", async () => {
  await inScratchSchema(db.url("tenantry_owner"), async (effectsOf) => {
    const renamed = "alter table projects rename to labels; create index on labels (name)";
    expect((await effectsOf(renamed)).warnings).toEqual(["rename", "index-not-concurrent"]);
    const again =
      "create table if not exists projects (id uuid primary key); alter table projects drop column name";
    expect((await effectsOf(again)).warnings).toEqual(["drop-column"]);
  });
});

test("an index created outside a transaction causes no warning", async () => {
  await inScratchSchema(db.url("tenantry_owner"), async (effectsOf) => {
    const sql = "create index concurrently projects_color on projects (color)";
    expect(await effectsOf(sql, { transaction: false })).toEqual({ problems: [], warnings: [] });
  });
});

/** Each statement as dynamic SQL, which no parser sees. */
function inBlock(sql: string): string {
  return sql
    .split("; ")
    .map((statement) => `do $block$ begin execute $sql$${statement}$sql$; end $block$`)
    .join(";");
}
