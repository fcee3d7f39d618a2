import { analyse, type LintFile } from "#db/migrate/lint/analyse.ts";
import type { Problem } from "#db/migrate/lint/problem.ts";
import { runTenantFile } from "#db/migrate/lint/run-file.ts";
import { openScratch, runInScratch } from "#db/migrate/lint/scratch.ts";
import { type Migration, readMigrations } from "#db/migrate/migration-files.ts";
import { connectAsOwner } from "#db/migrate/owner.ts";
import { guardedTables } from "#db/tenant/guard.ts";

/** What the parser finds in a text. */
export function lint(sql: string, file: Partial<LintFile> = {}): Promise<Problem[]> {
  return analyse({ sql, scope: "tenant", transaction: true, ...file });
}

/** The rules by which the parser refuses a text, each once. */
export async function lintedRules(sql: string, file: Partial<LintFile> = {}): Promise<string[]> {
  return rulesOf(await lint(sql, file));
}

/** The rules by which the catalog refuses or warns of a text, or the error that PostgreSQL answers with. */
export type Effects = { problems: string[]; warnings: string[]; error?: string };

/**
 * Passes `fn` a function that runs SQL in a scratch schema with the first migration's tables and those of `setup`, and rolls it back.
 * The guard knows the tables labels and notes. The parser's rules do not apply: a test may use any SQL.
 */
export async function inScratchSchema(
  ownerUrl: string,
  fn: (effectsOf: (sql: string, file?: Partial<LintFile>) => Promise<Effects>) => Promise<void>,
  setup = "",
): Promise<void> {
  const done = new Error("done");
  const owner = connectAsOwner(ownerUrl, "test lint");
  const run = owner.begin("isolation level repeatable read", async (tx) => {
    // Later files may create a table of the same name as a test.
    const scratch = await openScratch(tx, readMigrations("tenant").slice(0, 1));
    if (setup) await runInScratch(tx, scratch, setup);
    await fn(async (sql, file) => {
      const migration = { ...template, sql, ...file } as Migration;
      let effects: Effects = { problems: [], warnings: [] };
      const rolledBack = tx.savepoint(async (inner) => {
        const allowedTables = [...guardedTables, "labels", "notes"];
        const { problems, warnings } = await runTenantFile(inner, scratch, migration, allowedTables);
        effects = { problems: rulesOf(problems), warnings: rulesOf(warnings) };
        throw done;
      });
      await rolledBack.catch((error) => {
        if (error !== done) effects = { ...effects, error: String(error.message) };
      });
      return effects;
    });
    throw done;
  });
  await run
    .catch((error) => {
      if (error !== done) throw error;
    })
    .finally(() => owner.end());
}

const template = { version: 2, name: "test", file: "0002_test.sql", scope: "tenant", transaction: true };

function rulesOf(problems: readonly Problem[]): string[] {
  return [...new Set(problems.map(({ rule }) => rule))];
}
