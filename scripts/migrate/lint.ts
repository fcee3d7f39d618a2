import { describe as describeProblem } from "#db/migrate/lint/problem.ts";
import { describeProblems, lintFiles } from "#db/migrate/lint-files.ts";
import { readMigrations } from "#db/migrate/migration-files.ts";
import type { Command } from "./command.ts";

export const lint: Command = {
  summary:
    "Reads the files with PostgreSQL's own parser and names what no migration may do. Exit code 3 when something is refused.",
  usage: "bun scripts/migrate.ts lint [--json]",
  options: { json: { type: "boolean" } },
  examples: ["bun scripts/migrate.ts lint"],
  needsDatabase: false,
  async run(given) {
    const files = [
      ...(await lintFiles(readMigrations("public"))),
      ...(await lintFiles(readMigrations("tenant"))),
    ];
    const problems = files.flatMap(describeProblems);
    const warnings = files.flatMap(({ file, sql, analysis }) =>
      analysis.warnings.map((warning) => describeProblem(warning, { name: file, sql })),
    );
    if (given.has("json")) {
      const found = files.map(({ file, analysis: { problems: refused, warnings: cautions } }) => ({
        file,
        problems: refused,
        warnings: cautions,
      }));
      console.log(JSON.stringify(found, null, 2));
    } else {
      for (const text of problems) console.log(`refused  ${text}\n`);
      for (const text of warnings) console.log(`warning  ${text}\n`);
      console.log(`${files.length} files, ${problems.length} refused, ${warnings.length} warnings`);
    }
    return problems.length > 0 ? 3 : 0;
  },
};
