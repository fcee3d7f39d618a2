import { expect, test } from "bun:test";
import { lint, lintedRules } from "#db/testing/lint.ts";
import { readMigrations } from "../migration-files.ts";
import { lintFiles } from "./lint-files.ts";
import { describe as print } from "./problem.ts";

test("our own migrations pass", async () => {
  for (const scope of ["public", "tenant"] as const) {
    const files = await lintFiles(readMigrations(scope));
    const found = files.flatMap(({ file, sql, analysis }) =>
      [...analysis.problems, ...analysis.warnings].map((problem) => print(problem, { name: file, sql })),
    );
    expect(found).toEqual([]);
  }
});

test("the tables that are there at the end are named, after renames and drops", async () => {
  const createdTables = async (sql: string) => (await lint(sql)).createdTables;
  expect(await createdTables("create table a (id int); create table $TENANT_SCHEMA$.b (id int)")).toEqual([
    "a",
    "b",
  ]);
  expect(
    await createdTables("create table a (); alter table a rename to b; alter index b rename to c"),
  ).toEqual(["c"]);
  expect(await createdTables("create table a (); create table b (); drop table b, a")).toEqual([]);
  expect(await createdTables("create table a (); drop table a; create table a ()")).toEqual(["a"]);
  expect(await createdTables("create table a (); drop view a")).toEqual(["a"]);
  expect(await createdTables("alter table users rename to people")).toEqual([]);
  expect(await createdTables("create table a (); alter table a rename id to b")).toEqual(["a"]);
  expect(await createdTables('create table "A b" ()')).toEqual(["A b"]);
  expect(await createdTables("create tabel a ()")).toEqual([]);
});

test("statements are counted, and an index that is made outside a transaction is named", async () => {
  expect((await lint("select 1;; -- x\n;select 2")).statements).toBe(2);
  const sql = "-- transaction: off\ncreate index concurrently projects_name on projects (name);";
  expect(await lint(sql, { transaction: false })).toEqual({
    createdTables: [],
    statements: 1,
    createsIndexConcurrently: "projects_name",
    problems: [],
    warnings: [],
  });
  expect(await lint("create index i on labels (name)")).not.toHaveProperty("createsIndexConcurrently");
});

test("a file without a statement, or that does not parse, is refused", async () => {
  for (const sql of ["", " \n", "-- nothing", "/* /* */ */ ;"])
    expect([sql, (await lintedRules(sql)).problems]).toEqual([sql, ["empty"]]);
  for (const sql of ["create tabel t ()", "select 'open", "select 1; drop", "/* open"])
    expect([sql, (await lintedRules(sql)).problems]).toEqual([sql, ["syntax"]]);
});

test("a problem says where it is, in lines and characters, and shows the place", async () => {
  const sql = "-- größer 😀\nselect '😀é', 1\n\tfrom public.tenants;\nselect 1";
  const [problem, ...more] = (await lint(sql)).problems;
  expect(more).toEqual([]);
  expect(problem).toMatchObject({ line: 3, column: 7, statement: "select '😀é', 1", rule: "other-schema" });
  expect(problem && print(problem, { name: "0002_test.sql", sql }).split("\n").slice(0, 3)).toEqual([
    "0002_test.sql:3:7 other-schema",
    "  \tfrom public.tenants;",
    "  \t     ^",
  ]);
});

test("a syntax error is shown at the place that PostgreSQL names", async () => {
  const sql = "select '😀';\n-- é\nalter table users add colum x y z";
  const [problem] = (await lint(sql)).problems;
  expect(problem).toMatchObject({
    rule: "syntax",
    line: 3,
    column: 31,
    statement: "alter table users add colum x y z",
  });
  expect(problem?.message).toStartWith('syntax error at or near "y"');
});

test("each problem is reported, in the order of the text", async () => {
  const sql = "create table surprise (id serial);\nselect 1 from public.a, public.b;\ncommit;";
  const { problems } = await lint(sql);
  expect(problems.map(({ line, column, rule }) => [line, column, rule])).toEqual([
    [1, 1, "table-without-grants"],
    [1, 27, "sequence"],
    [2, 15, "other-schema"],
    [2, 25, "other-schema"],
    [3, 1, "transaction-control"],
  ]);
});
