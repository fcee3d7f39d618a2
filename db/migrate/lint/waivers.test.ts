import { expect, test } from "bun:test";
import { lint } from "#db/testing/lint.ts";
import { type LintFile, parseFile, report } from "./analyse.ts";
import type { Statement } from "./source.ts";

const waiver = "-- lint: allow drop-column because release 14 reads it no more";

/** What is left when the last statement of the text was seen to drop a column. */
async function leftOf(sql: string) {
  const file: LintFile = { name: "0002_test.sql", sql, scope: "tenant", transaction: true };
  const statements = (await parseFile(file)) as Statement[];
  const at = statements.at(-1)?.start ?? 0;
  const { problems, warnings } = report(file, statements, [{ rule: "drop-column", at }]);
  return [problems, warnings].map((list) => list.map(({ rule }) => rule));
}

test("a warning is waived with a reason, on the line before its statement", async () => {
  for (const sql of [
    `${waiver}\nalter table users drop column phone`,
    `-- transaction: on\n${waiver}\n-- The number is Clerk's.\n  alter table users drop column phone`,
    `select 1;\n\n${waiver}\r\nalter table users drop column phone;`,
    `-- lint: allow rename because nobody reads it\n${waiver}\nalter table users drop column phone`,
  ]) {
    expect([sql, await leftOf(sql)]).toEqual([sql, [[], []]]);
  }
});

test("a waiver holds for its rule and its statement alone", async () => {
  for (const sql of [
    `${waiver}\nselect 1;\nalter table users drop column phone`,
    `${waiver}\n\nalter table users drop column phone`,
    `select 1; ${waiver}\nalter table users drop column phone`,
    `alter table users drop column phone ${waiver}`,
    `/*\n${waiver}\n*/ alter table users drop column phone`,
    `select '\n${waiver}\n'; alter table users drop column phone`,
    "-- lint: allow rename because nobody reads it\nalter table users drop column phone",
  ]) {
    expect([sql, await leftOf(sql)]).toEqual([sql, [[], ["drop-column"]]]);
  }
});

test("a waiver without a reason, of a refusal or of no rule is a problem, and waives nothing", async () => {
  for (const line of [
    "-- lint: allow drop-column",
    "-- lint: allow drop-column because",
    "-- lint: allow drop-column because ",
    "--lint:allow drop-column, it is fine",
    "-- lint: allow drop-columns because I say so",
    "-- lint: allow",
    "-- Lint: ignore",
    "-- lint: allow grant because we need it",
  ]) {
    const sql = `${line}\nalter table users drop column phone`;
    expect([sql, await leftOf(sql)]).toEqual([sql, [["waiver"], ["drop-column"]]]);
  }
});

test("a bad waiver is shown at its own line", async () => {
  const problems = await lint("select 1;\n  -- lint: allow rename\nalter table users rename to labels");
  expect(problems).toMatchObject([{ line: 2, column: 1, rule: "waiver" }]);
});
