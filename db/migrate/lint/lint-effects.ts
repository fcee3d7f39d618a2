import type postgres from "postgres";
import { isDomainError } from "#db/errors.ts";
import type { Migration } from "#db/migrate/migration-files.ts";
import { listPendingPublic } from "#db/migrate/public-schema.ts";
import { rehearse } from "#db/migrate/rehearse.ts";
import { MigrationFailed } from "#db/migrate/rollout/failure.ts";
import { describeProblem, type Problem } from "./problem.ts";
import { runPublicFile } from "./run-file.ts";

export type EffectsFound = {
  /** For a person; a file that is refused ends the check of its scope. */
  refused: string[];
  warnings: { migration: Migration; problem: Problem }[];
};

/**
 * Runs every tenant file and every way back in a scratch schema, and the pending files of the shared schema in their places,
 * and rolls all of it back. Needs a database that was migrated before.
 * @param sql two connections of tenantry_owner.
 */
export async function lintEffects(
  sql: postgres.Sql,
  migrations: { public: readonly Migration[]; tenant: readonly Migration[] },
): Promise<EffectsFound> {
  const found: EffectsFound = { refused: [], warnings: [] };
  const collect = async (check: () => Promise<unknown>) => {
    await check().catch((error) => {
      if (!isDomainError(error)) throw error;
      found.refused.push(
        [error.message, error instanceof MigrationFailed && error.excerpt].filter(Boolean).join("\n"),
      );
    });
  };
  await collect(() => lintPublic(sql, migrations.public, found));
  const go = (from: number, to: number) => rehearse(sql, migrations.tenant, { from, to });
  await collect(async () => {
    for (const { migration, warnings } of await go(0, migrations.tenant.length)) {
      found.warnings.push(...warnings.map((problem) => ({ migration, problem })));
    }
  });
  if (found.refused.length > 0) return found;
  // What a way back removes is meant to go: its warnings say nothing.
  for (const { version, down } of migrations.tenant) {
    if (down !== undefined) await collect(() => go(version, version - 1));
  }
  return found;
}

async function lintPublic(
  sql: postgres.Sql,
  migrations: readonly Migration[],
  { refused, warnings }: EffectsFound,
): Promise<void> {
  const pending = (await listPendingPublic(sql, migrations)).filter(({ transaction }) => transaction);
  if (pending.length === 0) return;
  const rolledBack = new Error("rolled back");
  await sql
    .begin(async (tx) => {
      await tx.unsafe("set local search_path = public, pg_temp; set local lock_timeout = '200ms'");
      for (const migration of pending) {
        const report = await runPublicFile(tx, migration, { outside: sql, eachStatement: true });
        refused.push(...report.problems.map((problem) => describeProblem(problem, migration)));
        warnings.push(...report.warnings.map((problem) => ({ migration, problem })));
      }
      throw rolledBack;
    })
    .catch((error) => {
      if (error !== rolledBack) throw error;
    });
}
