import { type Analysis, analyse, type LintFile } from "#db/migrate/lint/analyse.ts";

/** What the lint says of a text, beside the tables users, projects and tasks; labels and notes are known to the guard. */
export function lint(sql: string, file: Partial<LintFile> = {}): Promise<Analysis> {
  const existingTables = ["_migrations", "users", "projects", "tasks"];
  return analyse(
    { name: "0002_test.sql", sql, scope: "tenant", transaction: true, ...file },
    { existingTables, knownTables: [...existingTables, "labels", "notes"] },
  );
}

/** The rules that refuse the text, and those that warn of it, each once. */
export async function lintedRules(sql: string, file: Partial<LintFile> = {}) {
  const { problems, warnings } = await lint(sql, file);
  const rules = (list: typeof problems) => [...new Set(list.map(({ rule }) => rule))];
  return { problems: rules(problems), warnings: rules(warnings) };
}
