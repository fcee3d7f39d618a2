import { afterAll, beforeAll, expect, test } from "bun:test";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import { type Effects, inScratchSchema, lintedRules } from "#db/testing/lint.ts";
import { type Cases, statementsOf } from "./cases/case.ts";
import { kinds } from "./cases/kinds.ts";
import { names } from "./cases/names.ts";
import { shapes } from "./cases/shapes.ts";
import { refusals } from "./rules.ts";

const cases: Cases = { ...names, ...kinds, ...shapes };

/** What the cases expect to be there; not all at once, because many create one of these. */
const surroundings = [
  "",
  "create view v with (security_invoker = true) as select id from users;",
  "create table labels (id uuid primary key, name text);",
  "create type t as (id int);",
];

/** What PostgreSQL refuses by itself in every surrounding. effects.test.ts has the rule's proof. */
const impossible: Record<string, RegExp> = {
  partition: /is not partitioned|has a type conflict/,
  "expression-index": /no default operator class|data type text/,
  storage: /tablespace "t" does not exist|access method "columnar" does not exist/,
  view: /specified more than once/,
};

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

test("every case is refused, by the parser or by the catalog comparison", async () => {
  const left: [string, string, Effects[]][] = [];
  await inScratchSchema(db.url("tenantry_owner"), async (effectsOf) => {
    for (const [rule, { refused }] of Object.entries(cases)) {
      for (const sql of statementsOf(refused)) {
        if ((await lintedRules(sql)).includes(rule)) continue;
        const outcomes: Effects[] = [];
        for (const before of surroundings) outcomes.push(await effectsOf(`${before}${sql}`));
        const isRefused = outcomes.some(({ problems }) => problems.includes(rule));
        const isImpossible = outcomes.some(({ error = "" }) => impossible[rule]?.test(error));
        if (!isRefused && !isImpossible) left.push([rule, sql, outcomes]);
      }
    }
  });
  expect(left).toEqual([]);
}, 120_000);

test("similar but harmless statements pass", async () => {
  const refused: [string, string, unknown][] = [];
  await inScratchSchema(db.url("tenantry_owner"), async (effectsOf) => {
    for (const [rule, { harmless }] of Object.entries(cases)) {
      for (const sql of statementsOf(harmless)) {
        const rules = [...(await lintedRules(sql)), ...(await effectsOf(sql)).problems];
        if (rules.includes(rule)) refused.push([rule, sql, rules]);
      }
    }
  });
  expect(refused).toEqual([]);
}, 120_000);

const sharded: Cases = {
  merge: {
    refused: `
      merge into users u using projects p on p.owner_id = u.id when matched then delete
      with x as (merge into users u using projects p on p.owner_id = u.id when matched then delete returning u.id) select id from x`,
    harmless: "delete from users",
  },
  "insert-select": {
    refused: `
      insert into users (id) select id from users
      insert into users (id) table projects
      with x as (insert into users (id) select id from users) select 1`,
    harmless: `
      insert into users (id) select id from users returning id
      insert into users (id) values ((select id from users limit 1))
      insert into users default values`,
  },
  "volatile-update": {
    refused: `
      update users set email = random()::text
      update users set email = 'x' where id = gen_random_uuid()::text
      update users set email = (select pg_catalog.timeofday())
      with x as (update users set email = clock_timestamp()::text returning id) select id from x`,
    harmless: `
      update users set updated_at = now()
      insert into users (id) values (gen_random_uuid()::text)`,
  },
  "upsert-moment": {
    refused: `
      insert into users (id) values ('x') on conflict (id) do update set updated_at = now()
      insert into users (id) values ('x') on conflict (id) do update set updated_at = current_timestamp
      insert into users (id) values ('x') on conflict (id) do update set updated_at = transaction_timestamp()
      insert into users (id) values ('x') on conflict (id) do update set updated_at = statement_timestamp()
      insert into users (id) values ('x') on conflict (id) do update set email = current_setting('TimeZone')
      insert into users (id) values ('x') on conflict (id) do update set email = random()::text
      insert into users (id) values ('x') on conflict (id) do update set email = 'x' where users.updated_at < now()`,
    harmless: `
      insert into users (id, updated_at) values ('x', now()) on conflict (id) do update set updated_at = excluded.updated_at
      insert into users (id, updated_at) values ('x', now()) on conflict (id) do nothing`,
  },
  "several-constraints": {
    refused: `
      alter table users add constraint a check (id <> '') not valid, add constraint b check (id <> 'x') not valid
      alter table users add column a text check (a <> ''), add constraint b check (id <> '') not valid
      alter table users add column a text unique references users (id)
      alter table notes add column a uuid primary key check (a <> b)`,
    harmless: `
      alter table users add column a text not null default '', add column b text not null default ''
      alter table users add column a text, add constraint b check (id <> '') not valid
      create table labels (id uuid primary key, name text unique check (name <> ''))`,
  },
};

const alone: Cases = {
  "transaction-off": {
    refused: `
      select 1
      create index projects_name on projects (name)
      drop index projects_name
      create index concurrently projects_name on projects (name); select 1
      drop index concurrently a; drop index concurrently b
      alter table projects add column x text
      analyze projects`,
    harmless: `
      create index concurrently projects_name on projects (name)
      create unique index concurrently if not exists projects_name on projects (name)
      drop index concurrently projects_name
      reindex index concurrently projects_name`,
  },
  "index-name": {
    refused: `
      create index concurrently on projects (name)
      create index concurrently "Projects" on projects (name)`,
    harmless: `create index concurrently "projects_name" on projects (name)`,
  },
};

for (const [rule, { refused, harmless }] of Object.entries(sharded)) {
  test(`for a sharded cluster ${rule} is refused, and similar statements pass`, async () => {
    const found = async (sql: string) => [sql, await lintedRules(sql)];
    for (const sql of statementsOf(refused)) expect(await found(sql)).toEqual([sql, [rule]]);
    for (const sql of statementsOf(harmless)) expect(await found(sql)).toEqual([sql, []]);
  });
}

for (const [rule, { refused, harmless }] of Object.entries(alone)) {
  test(`outside a transaction ${rule} is refused, and similar statements pass`, async () => {
    for (const scope of ["tenant", "public"] as const) {
      const found = async (sql: string) => [sql, await lintedRules(sql, { scope, transaction: false })];
      for (const sql of statementsOf(refused)) expect(await found(sql)).toEqual([sql, [rule]]);
      for (const sql of statementsOf(harmless)) expect(await found(sql)).toEqual([sql, []]);
    }
  });
}

test("outside a transaction blocking maintenance, storage and expressions are refused too", async () => {
  const rulesOf = (sql: string) => lintedRules(sql, { transaction: false });
  const reindex = ["table users", "(concurrently false) index users_pkey", "table concurrently users"];
  for (const sql of ["vacuum users", ...reindex.map((rest) => `reindex ${rest}`)]) {
    expect(await rulesOf(sql)).toContain("maintenance");
  }
  expect(await rulesOf("create index concurrently i on users (email) tablespace t")).toEqual(["storage"]);
  expect(await rulesOf("create index concurrently i on users (lower(email))")).toEqual(["expression-index"]);
});

test("every refusal has a test case", () => {
  const elsewhere = [
    ...["syntax", "empty", "waiver", "invalid-index"],
    ...["tenant-schema", "app-grant", "security-definer", "strong-role"],
  ];
  const tested = [cases, sharded, alone].flatMap((group) => Object.keys(group));
  expect(Object.keys(refusals).sort()).toEqual([...tested, ...elsewhere].sort());
});
