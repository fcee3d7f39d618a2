import type postgres from "postgres";
import { DomainError } from "../errors.ts";
import type { Migration } from "./migration-files.ts";

/** What has been applied where: one such table in `public`, one in every tenant schema. */
export const createLedger = `create table if not exists _migrations (
  version    integer primary key,
  name       text not null,
  checksum   text not null,
  applied_at timestamptz not null
);`;

type Applied = { version: number; checksum: string };

/**
 * The migrations that the ledger of the current schema has not got.
 * @throws DomainError "migration" when an applied file was edited, or the database is newer than this release.
 */
export async function listPending(
  sql: postgres.ISql,
  migrations: readonly Migration[],
): Promise<Migration[]> {
  const applied = await sql<Applied[]>`select version, checksum from _migrations order by version`;
  for (const { version, checksum } of applied) assertUnchanged(version, checksum, migrations[version - 1]);
  return migrations.slice(applied.length);
}

/** Writes down that the migrations were applied, in the transaction that applied them. */
export async function recordApplied(sql: postgres.ISql, migrations: readonly Migration[]): Promise<void> {
  if (migrations.length === 0) return;
  const now = new Date();
  const rows = migrations.map(({ version, name, checksum }) => ({
    version,
    name,
    checksum,
    applied_at: now,
  }));
  await sql`insert into _migrations ${sql(rows)}`;
}

function assertUnchanged(version: number, applied: string, file: Migration | undefined): void {
  if (!file) {
    throw new DomainError(
      "migration",
      `The database has migration ${version}, which this release does not know.`,
    );
  }
  if (file.checksum !== applied) {
    throw new DomainError(
      "migration",
      `Migration ${version} (${file.name}) was edited after it was applied: the file has ${file.checksum}, ` +
        `the ledger ${applied}. Take the edit back and write a new migration.`,
    );
  }
}
