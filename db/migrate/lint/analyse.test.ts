import { expect, test } from "bun:test";
import { readMigrations } from "#db/migrate/migration-files.ts";
import { lint, lintedRules } from "#db/testing/lint.ts";
import { describeProblems, lintFiles } from "./lint-files.ts";
import { describeProblem as print } from "./problem.ts";

test("our own migrations pass", async () => {
  for (const scope of ["public", "tenant"] as const) {
    const files = await lintFiles(readMigrations(scope));
    expect(files.flatMap(describeProblems)).toEqual([]);
  }
});

test("an empty file or one that does not parse is refused", async () => {
  for (const sql of ["", " \n", "-- nothing", "/* /* */ */ ;"])
    expect([sql, await lintedRules(sql)]).toEqual([sql, ["empty"]]);
  for (const sql of ["create tabel t ()", "select 'open", "select 1; drop", "/* open"])
    expect([sql, await lintedRules(sql)]).toEqual([sql, ["syntax"]]);
});

test("a problem gives line and column in characters and shows the source line", async () => {
  const sql = "-- größer 😀\nselect '😀é', 1\n\tfrom public.tenants;\nselect 1";
  const [problem, ...more] = await lint(sql);
  expect(more).toEqual([]);
  expect(problem).toMatchObject({ line: 3, column: 7, statement: "select '😀é', 1", rule: "other-schema" });
  expect(problem && print(problem, { file: "0002_test.sql", sql }).split("\n").slice(0, 3)).toEqual([
    "0002_test.sql:3:7 other-schema",
    "  \tfrom public.tenants;",
    "  \t     ^",
  ]);
});

test("a syntax error is reported at PostgreSQL's position", async () => {
  const sql = "select '😀';\n-- é\nalter table users add colum x y z";
  const [problem] = await lint(sql);
  expect(problem).toMatchObject({
    rule: "syntax",
    line: 3,
    column: 31,
    statement: "alter table users add colum x y z",
  });
  expect(problem?.message).toStartWith('syntax error at or near "y"');
});

test("every problem is reported in source order", async () => {
  const sql = "drop table _migrations;\nselect 1 from public.a, public.b;\ncommit;";
  const problems = await lint(sql);
  expect(problems.map(({ line, column, rule }) => [line, column, rule])).toEqual([
    [1, 1, "ledger"],
    [2, 15, "other-schema"],
    [2, 25, "other-schema"],
    [3, 1, "transaction-control"],
  ]);
});
