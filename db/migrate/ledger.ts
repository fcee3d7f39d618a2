import type postgres from "postgres";
import { DomainError } from "../errors.ts";
import type { Migration } from "./migration-files.ts";

/** Which migrations a schema has. There is one such table in `public` and one in every tenant schema. */
export const createLedger = `create table if not exists _migrations (
  version    integer primary key,
  name       text not null,
  checksum   text not null,
  applied_at timestamptz not null
);`;

export type Applied = { version: number; checksum: string };

/**
 * The migrations that were not applied yet.
 * @throws DomainError "migration" when an applied file was edited, or the database is newer than this release.
 */
export function listPending(applied: readonly Applied[], migrations: readonly Migration[]): Migration[] {
  for (const { version, checksum } of applied) assertUnchanged(version, checksum, migrations[version - 1]);
  const newest = Math.max(0, ...applied.map(({ version }) => version));
  return migrations.slice(newest);
}

/** Records the migrations as applied, in the transaction that applies them. */
export async function recordApplied(sql: postgres.ISql, migrations: readonly Migration[]): Promise<void> {
  if (migrations.length === 0) return;
  await sql`insert into _migrations ${sql(toRows(migrations))}`;
}

/** Records which files tenants have, once for the whole fleet. */
export async function recordForFleet(sql: postgres.ISql, migrations: readonly Migration[]): Promise<void> {
  if (migrations.length === 0) return;
  await sql`insert into public.tenant_migrations ${sql(toRows(migrations))} on conflict do nothing`;
}

function toRows(migrations: readonly Migration[]) {
  const now = new Date();
  return migrations.map(({ version, name, checksum }) => ({ version, name, checksum, applied_at: now }));
}

function assertUnchanged(version: number, applied: string, file: Migration | undefined): void {
  if (!file) {
    throw new DomainError(
      "migration",
      `The database has migration ${version}, which this release does not have. Use the release that applied it, or a newer one.`,
    );
  }
  if (file.checksum !== applied) {
    throw new DomainError(
      "migration",
      `Migration ${version} (${file.name}) was edited after it was applied: the file has ${file.checksum}, ` +
        `the ledger ${applied}. Undo the edit and write a new migration.`,
    );
  }
}
