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
  const texts = migrations
    .slice(from)
    .flatMap(({ file, sql, down, scope, transaction }) => [
      { name: file, sql, scope, transaction },
      ...(down === undefined
        ? []
        : [{ name: file.replace(/\.sql$/, ".down.sql"), sql: down, scope, transaction }]),
    ]);
  return await Promise.all(
    texts.map(async (text) => ({ file: text.name, sql: text.sql, problems: await analyse(text) })),
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

export function describeProblems({ file, sql, problems }: LintedFile): string[] {
  return problems.map((problem) => describeProblem(problem, { name: file, sql }));
}
