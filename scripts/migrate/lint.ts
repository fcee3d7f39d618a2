import { describeProblems, type LintedFile, lintFiles } from "#db/migrate/lint/lint-files.ts";
import { describe as describeProblem } from "#db/migrate/lint/problem.ts";
import { readMigrations } from "#db/migrate/migration-files.ts";
import type { Command } from "../operator/command.ts";

export const lint: Command = {
  usage: "bun scripts/migrate.ts lint [--json]",
  about: `Reads the files with PostgreSQL's own parser and names what no migration may do.
Exit code 3 when something is refused. Needs no database.`,
  example: "bun scripts/migrate.ts lint",
  withoutDatabase: true,
  async run() {
    const files = [
      ...(await lintFiles(readMigrations("public"))),
      ...(await lintFiles(readMigrations("tenant"))),
    ];
    const json = files.map(({ file, analysis: { problems, warnings } }) => ({ file, problems, warnings }));
    const isRefused = json.some(({ problems }) => problems.length > 0);
    return { text: describeLint(files), json, code: isRefused ? 3 : 0 };
  },
};

function describeLint(files: readonly LintedFile[]): string {
  const problems = files.flatMap(describeProblems);
  const warnings = files.flatMap(({ file, sql, analysis }) =>
    analysis.warnings.map((warning) => describeProblem(warning, { name: file, sql })),
  );
  return [
    ...problems.map((text) => `refused  ${text}\n`),
    ...warnings.map((text) => `warning  ${text}\n`),
    `${files.length} files, ${problems.length} refused, ${warnings.length} warnings`,
  ].join("\n");
}
