import { DomainError } from "#db/errors.ts";
import type { Migration } from "#db/migrate/migration-files.ts";
import { analyse } from "./analyse.ts";
import { describeProblem, type Problem } from "./problem.ts";

export type LintedFile = { file: string; sql: string; problems: Problem[] };

/**
 * What the parser finds wrong in each file of one scope, in files for the way back too.
 * @param from files up to this version are left out.
 */
export async function lintFiles(migrations: readonly Migration[], from = 0): Promise<LintedFile[]> {
  const files = migrations.slice(from).flatMap((migration) => {
    const { file, down: sql } = migration;
    return sql === undefined
      ? [migration]
      : [migration, { ...migration, sql, file: file.replace(/\.sql$/, ".down.sql") }];
  });
  return await Promise.all(
    files.map(async (file) => ({ file: file.file, sql: file.sql, problems: await analyse(file) })),
  );
}

/**
 * Refuses files that do what no migration may do, before any of them runs.
 * @throws DomainError "migration" with each place and what to do instead.
 */
export async function assertAllowed(migrations: readonly Migration[], from: number): Promise<void> {
  const refused = (await lintFiles(migrations, from)).flatMap(describeProblems);
  if (refused.length > 0) throw new DomainError("migration", refused.join("\n\n"));
}

export function describeProblems(file: LintedFile): string[] {
  return file.problems.map((problem) => describeProblem(problem, file));
}
