import { expect, test } from "bun:test";
import { lintedRules } from "#db/testing/lint.ts";
import { type Cases, statementsOf } from "./cases/case.ts";
import { kinds } from "./cases/kinds.ts";
import { names } from "./cases/names.ts";
import { shapes } from "./cases/shapes.ts";
import { refusals } from "./rules.ts";

const cases: Cases = { ...names, ...kinds, ...shapes };

for (const [rule, { refused, harmless }] of Object.entries(cases)) {
  test(`${rule} is refused, and what looks like it passes`, async () => {
    const found = async (sql: string) => [sql, (await lintedRules(sql)).problems];
    for (const sql of statementsOf(refused)) expect(await found(sql)).toEqual([sql, [rule]]);
    for (const sql of statementsOf(harmless)) expect(await found(sql)).toEqual([sql, []]);
  });
}

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
      reindex index concurrently projects_name
      reindex table concurrently projects`,
  },
  "index-name": {
    refused: `
      create index concurrently on projects (name)
      create index concurrently "Projects" on projects (name)`,
    harmless: `create index concurrently "projects_name" on projects (name)`,
  },
};

for (const [rule, { refused, harmless }] of Object.entries(alone)) {
  test(`outside a transaction ${rule} is refused, and what looks like it passes`, async () => {
    for (const scope of ["tenant", "public"] as const) {
      const found = async (sql: string) => [
        sql,
        (await lintedRules(sql, { scope, transaction: false })).problems,
      ];
      for (const sql of statementsOf(refused)) expect(await found(sql)).toEqual([sql, [rule]]);
      for (const sql of statementsOf(harmless)) expect(await found(sql)).toEqual([sql, []]);
    }
  });
}

test("maintenance that blocks is refused outside a transaction too", async () => {
  for (const sql of ["vacuum users", "reindex table users", "reindex (concurrently false) table users"]) {
    expect((await lintedRules(sql, { transaction: false })).problems).toContain("maintenance");
  }
});

test("every refusal has its case, here or in the test named after it", () => {
  const elsewhere = [
    "syntax",
    "empty",
    "waiver",
    "tenant-schema",
    "app-grant",
    "security-definer",
    "strong-role",
  ];
  const tested = [...Object.keys(cases), ...Object.keys(alone), ...elsewhere];
  expect(Object.keys(refusals).sort()).toEqual(tested.sort());
});
