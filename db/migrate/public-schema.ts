import type postgres from "postgres";
import { DomainError } from "../errors.ts";
import { type Applied, createLedger, listPending, recordApplied } from "./ledger.ts";
import { assertAllowed } from "./lint/lint-files.ts";
import { runPublicFile } from "./lint/public-effects.ts";
import type { Migration } from "./migration-files.ts";
import { excerptAt } from "./rollout/excerpt.ts";
import { MigrationFailed } from "./rollout/failure.ts";

/**
 * Brings the shared schema to the newest version, each file in a transaction of its own.
 * @returns the names of the files applied.
 * @throws DomainError "migration" for a file that was edited or breaks the rules; MigrationFailed for one that PostgreSQL refused.
 */
export async function migratePublic(
  sql: postgres.Sql,
  migrations: readonly Migration[],
  lockTimeout: string,
): Promise<string[]> {
  const pending = await listPendingPublic(sql, migrations);
  if (pending.length === 0) return [];
  await assertAllowed(migrations, migrations.length - pending.length);
  await sql.unsafe(createLedger.replace("_migrations", "public._migrations"));
  for (const migration of pending) await apply(sql, migration, lockTimeout);
  return pending.map(({ name }) => name);
}

/** What `public` lacks: everything, when there is no ledger. */
export async function listPendingPublic(
  sql: postgres.Sql,
  migrations: readonly Migration[],
): Promise<Migration[]> {
  const [ledger] = await sql`select where to_regclass('public._migrations') is not null`;
  if (!ledger) return [...migrations];
  const applied = await sql<Applied[]>`select version, checksum from public._migrations order by version`;
  return listPending(applied, migrations);
}

async function apply(sql: postgres.Sql, migration: Migration, lockTimeout: string): Promise<void> {
  const wait = migration.lockTimeout ?? lockTimeout;
  const run = async (tx: postgres.ISql) => {
    await tx`select set_config('search_path', 'public, pg_temp', ${migration.transaction}),
      set_config('lock_timeout', ${wait}, ${migration.transaction})`;
    if (migration.transaction) await runChecked(tx, migration);
    else await runAlone(tx, migration);
    await recordApplied(tx, [migration]);
  };
  if (migration.transaction) return void (await sql.begin(run));
  const one = await sql.reserve();
  try {
    await run(one);
  } finally {
    await one`select set_config('search_path', 'pg_catalog', false), set_config('lock_timeout', '0', false)`;
    one.release();
  }
}

/** Compares the catalog before and after: a file may make up SQL that no parser sees. */
async function runChecked(tx: postgres.ISql, migration: Migration): Promise<void> {
  const { problems } = await runPublicFile(tx, migration, { eachStatement: false });
  if (problems.length === 0) return;
  const reasons = problems.map(({ rule, message }) => `${migration.file} ${rule}\n${message}`);
  throw new DomainError("migration", reasons.join("\n\n"));
}

async function runAlone(tx: postgres.ISql, migration: Migration): Promise<void> {
  await tx.unsafe(migration.sql).catch((error) => {
    throw new MigrationFailed(migration, error, excerptAt(migration.sql, error));
  });
}
