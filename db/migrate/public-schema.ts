import type postgres from "postgres";
import { DomainError } from "../errors.ts";
import { type Build, readConcurrent, runConcurrent } from "./concurrent-index.ts";
import { type Applied, createLedger, listPending, recordApplied } from "./ledger.ts";
import { assertAllowed } from "./lint/lint-files.ts";
import { runPublicFile } from "./lint/run-file.ts";
import type { Migration } from "./migration-files.ts";
import { excerptAt } from "./rollout/excerpt.ts";
import { MigrationFailed } from "./rollout/failure.ts";
import { type HoldUpOptions, HoldUps } from "./rollout/hold-ups.ts";

/**
 * Brings the shared schema to the newest version, each file in a transaction of its own.
 * @param sql two connections of tenantry_owner.
 * @returns the names of the files applied.
 * @throws DomainError "migration" for a file that was edited or breaks the rules, "replaced-migrations" for a database made before the files were
 *   squashed; MigrationFailed for one that PostgreSQL refused.
 */
export async function migratePublic(
  sql: postgres.Sql,
  migrations: readonly Migration[],
  lockTimeout: string,
  waits: HoldUpOptions = {},
): Promise<string[]> {
  const pending = await listPendingPublic(sql, migrations);
  if (pending.length === 0) return [];
  await assertAllowed(migrations, migrations.length - pending.length);
  await sql.unsafe(createLedger.replace("_migrations", "public._migrations"));
  const { build } = new HoldUps(sql, waits);
  for (const migration of pending) await apply(sql, migration, lockTimeout, build);
  return pending.map(({ name }) => name);
}

/** The migrations that `public` lacks: all of them when there is no ledger. */
export async function listPendingPublic(
  sql: postgres.Sql,
  migrations: readonly Migration[],
): Promise<Migration[]> {
  const [ledger] = await sql`select where to_regclass('public._migrations') is not null`;
  if (!ledger) return [...migrations];
  const applied = await sql<(Applied & { name: string })[]>`
    select version, name, checksum from public._migrations order by version`;
  assertSameHistory(applied, migrations);
  return listPending(applied, migrations);
}

/** The public files were squashed: a database created by the former ones has other names under the same numbers. */
function assertSameHistory(
  applied: readonly { version: number; name: string }[],
  files: readonly Migration[],
) {
  const other = applied.find(({ version, name }) => name !== (files[version - 1]?.name ?? name));
  if (!other) return;
  throw new DomainError(
    "replaced-migrations",
    `The database was created by migrations that this release replaces: its public migration ${other.version} is ` +
      `"${other.name}", the file is "${files[other.version - 1]?.name}". It cannot be migrated. Create a new database, ` +
      "or empty this one if it is for development: bun scripts/reset.ts",
  );
}

async function apply(
  sql: postgres.Sql,
  migration: Migration,
  lockTimeout: string,
  build: Build,
): Promise<void> {
  const wait = migration.lockTimeout ?? lockTimeout;
  const run = async (tx: postgres.ISql) => {
    await tx`select set_config('search_path', 'public, pg_temp', ${migration.transaction}),
      set_config('lock_timeout', ${wait}, ${migration.transaction})`;
    if (migration.transaction) await runChecked(sql, tx, migration);
    else await runAlone(tx, migration, build);
    await recordApplied(tx, [migration]);
  };
  if (migration.transaction) return void (await sql.begin(run));
  const session = await sql.reserve();
  try {
    await run(session);
  } finally {
    await session`select set_config('search_path', 'pg_catalog', false), set_config('lock_timeout', '0', false)`;
    session.release();
  }
}

/** Compares the catalog before and after: a file may make up SQL that no parser sees. */
async function runChecked(sql: postgres.Sql, tx: postgres.ISql, migration: Migration): Promise<void> {
  const { problems } = await runPublicFile(tx, migration, { outside: sql, eachStatement: false });
  if (problems.length === 0) return;
  const reasons = problems.map(({ rule, message }) => `${migration.file} ${rule}\n${message}`);
  throw new DomainError("migration", reasons.join("\n\n"));
}

async function runAlone(client: postgres.ISql, migration: Migration, build: Build): Promise<void> {
  const { sql: text } = migration;
  const statement = await readConcurrent(text);
  await runConcurrent(client, { schema: "public", statement, text }, build).catch((error) => {
    throw new MigrationFailed(migration, error, excerptAt(text, error));
  });
}
