import { lintEffects } from "#db/migrate/lint/lint-effects.ts";
import { describeProblems, lintFiles } from "#db/migrate/lint/lint-files.ts";
import { describeProblem } from "#db/migrate/lint/problem.ts";
import { readMigrations } from "#db/migrate/migration-files.ts";
import { withOwner } from "#db/migrate/owner.ts";
import type { Answer, Command } from "../operator/command.ts";

export const lint: Command = {
  usage: "bun scripts/migrate.ts lint [--json]",
  about: `Checks the files for what no migration may do: first their text, with PostgreSQL's own parser, then their effects.
With DATABASE_OWNER_URL every tenant file runs in a scratch schema that is rolled back, and the catalog is compared
before and after each statement; so do files that the shared schema lacks. Without it only the text is checked.
Exit code 3 when something is refused.`,
  example: "bun scripts/migrate.ts lint",
  withoutDatabase: true,
  run: ({ source }) => lintAll(source.DATABASE_OWNER_URL),
};

async function lintAll(ownerUrl: string | undefined): Promise<Answer> {
  const migrations = { public: readMigrations("public"), tenant: readMigrations("tenant") };
  const files = [...(await lintFiles(migrations.public)), ...(await lintFiles(migrations.tenant))];
  const textual = files.flatMap(describeProblems);
  const effects = ownerUrl && textual.length === 0 ? await lintEffectsAt(ownerUrl, migrations) : undefined;
  const refused = [...textual, ...(effects?.refused ?? [])];
  const warnings = (effects?.warnings ?? []).map(({ migration, problem }) => ({
    file: migration.file,
    ...problem,
    text: describeProblem(problem, migration),
  }));
  const text = [
    ...refused.map((problem) => `refused  ${problem}\n`),
    ...warnings.map((warning) => `warning  ${warning.text}\n`),
    `${files.length} files, ${refused.length} refused, ${warnings.length} warnings`,
    ...(effects ? [] : [reasonUnchecked(ownerUrl)]),
  ].join("\n");
  const problems = files.map((linted) => ({ file: linted.file, problems: linted.problems }));
  const json = { files: problems, effects: effects ? { refused: effects.refused, warnings } : null };
  return { text, json, code: refused.length > 0 ? 3 : 0 };
}

async function lintEffectsAt(ownerUrl: string, migrations: Parameters<typeof lintEffects>[1]) {
  return await withOwner(ownerUrl, "tenantry migrate lint", async (sql) => {
    const [migrated] = await sql`select where to_regclass('public._migrations') is not null`;
    return migrated && (await lintEffects(sql, migrations));
  });
}

function reasonUnchecked(ownerUrl: string | undefined): string {
  return ownerUrl
    ? "The effects were not checked: that takes files whose text passes, and a database that was migrated before."
    : "The effects were not checked: that takes a database. Set DATABASE_OWNER_URL.";
}
