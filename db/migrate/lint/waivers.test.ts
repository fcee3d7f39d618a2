import { expect, test } from "bun:test";
import { lint } from "#db/testing/lint.ts";
import { parseFile, report } from "./analyse.ts";
import type { Statement } from "./source.ts";

const waiver = "-- lint: allow drop-column because release 14 reads it no more";

/** What is left when the last statement of the text was seen to drop a column. */
async function leftOf(sql: string) {
  const statements = (await parseFile({ sql, scope: "tenant" })) as Statement[];
  const at = statements.at(-1)?.start ?? 0;
  const { problems, warnings } = report(sql, statements, [{ rule: "drop-column", at }]);
  return [problems, warnings].map((list) => list.map(({ rule }) => rule));
}

test("a waiver with a reason on the line before the statement suppresses the warning", async () => {
  for (const sql of [
    `${waiver}\nalter table users drop column phone`,
    `-- transaction: on\n${waiver}\n-- The number is Clerk's.\n  alter table users drop column phone`,
    `select 1;\n\n${waiver}\r\nalter table users drop column phone;`,
    `-- lint: allow rename because nobody reads it\n${waiver}\nalter table users drop column phone`,
  ]) {
    expect([sql, await leftOf(sql)]).toEqual([sql, [[], []]]);
  }
});

test("a waiver applies only to its rule and its statement", async () => {
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

test("a waiver without a reason, or for a rule that is no warning, is a problem and waives nothing", async () => {
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

test("an invalid waiver is reported on its own line", async () => {
  const problems = await lint("select 1;\n  -- lint: allow rename\nalter table users rename to labels");
  expect(problems).toMatchObject([{ line: 2, column: 1, rule: "waiver" }]);
});
