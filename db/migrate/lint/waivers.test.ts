import { expect, test } from "bun:test";
import { lint, lintedRules } from "#db/testing/lint.ts";

const waiver = "-- lint: allow drop-column because release 14 reads it no more";

test("a warning is waived with a reason, on the line before its statement", async () => {
  for (const sql of [
    `${waiver}\nalter table users drop column phone`,
    `-- transaction: on\n${waiver}\n-- The number is Clerk's.\n  alter table users drop column phone`,
    `select 1;\n\n${waiver}\r\nalter table users drop column phone;`,
    `-- lint: allow rename because nobody reads it\n${waiver}\nalter table users drop column phone`,
  ]) {
    expect([sql, await lintedRules(sql)]).toEqual([sql, { problems: [], warnings: [] }]);
  }
  const keyless =
    "-- lint: allow no-primary-key because rows are never looked up\ncreate table labels (id int)";
  expect(await lintedRules(keyless)).toEqual({ problems: [], warnings: [] });
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
    expect([sql, await lintedRules(sql)]).toEqual([sql, { problems: [], warnings: ["drop-column"] }]);
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
  ]) {
    const sql = `${line}\nalter table users drop column phone`;
    expect([sql, await lintedRules(sql)]).toEqual([sql, { problems: ["waiver"], warnings: ["drop-column"] }]);
  }
  const refusal = "-- lint: allow grant because we need it\ngrant select on users to public";
  expect((await lintedRules(refusal)).problems).toEqual(["waiver", "grant"]);
});

test("a bad waiver is shown at its own line", async () => {
  const { problems } = await lint("select 1;\n  -- lint: allow rename\nalter table users rename to labels");
  expect(problems).toMatchObject([{ line: 2, column: 1, rule: "waiver" }]);
});
