import { DomainError } from "#db/errors.ts";
import type { Migration } from "#db/migrate/migration-files.ts";
import { guardedTables } from "#db/tenant/guard.ts";
import { type Analysis, analyse } from "./analyse.ts";
import { describe as describeProblem } from "./problem.ts";

export type LintedFile = { file: string; sql: string; analysis: Analysis };

/**
 * What each file of one scope does, its way back included, and what is wrong with it.
 * @param from files up to this version are only read, for the tables that they make.
 * @param knownBefore those tables, where they are known: then these files are not even read.
 */
export async function lintFiles(
  migrations: readonly Migration[],
  from = 0,
  knownBefore?: readonly string[],
): Promise<LintedFile[]> {
  const linted: LintedFile[] = [];
  const existingTables = [...(knownBefore ?? [])];
  for (const { file, sql, down, scope, transaction, version } of knownBefore
    ? migrations.slice(from)
    : migrations) {
    const surroundings = { existingTables: [...existingTables], knownTables: guardedTables };
    const analysis = await analyse({ name: file, sql, scope, transaction }, surroundings);
    existingTables.push(...analysis.createdTables);
    if (version <= from) continue;
    linted.push({ file, sql, analysis });
    if (down === undefined) continue;
    const name = file.replace(/\.sql$/, ".down.sql");
    const back = { existingTables: [...existingTables], knownTables: guardedTables };
    linted.push({
      file: name,
      sql: down,
      analysis: await analyse({ name, sql: down, scope, transaction }, back),
    });
  }
  return linted;
}

/**
 * Refuses files that do what no migration may do, before any of them runs.
 * @throws DomainError "migration" with each place and what to do instead.
 */
export async function assertAllowed(
  migrations: readonly Migration[],
  from: number,
  knownBefore?: readonly string[],
): Promise<void> {
  const refused = (await lintFiles(migrations, from, knownBefore)).flatMap(describeProblems);
  if (refused.length > 0) throw new DomainError("migration", refused.join("\n\n"));
}

export function describeProblems({ file, sql, analysis }: LintedFile): string[] {
  return analysis.problems.map((problem) => describeProblem(problem, { name: file, sql }));
}
