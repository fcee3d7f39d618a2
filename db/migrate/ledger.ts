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

export type Applied = { version: number; checksum: string };

/**
 * The migrations that are not among the applied ones.
 * @throws DomainError "migration" when an applied file was edited, or the database is newer than this release.
 */
export function listPending(applied: readonly Applied[], migrations: readonly Migration[]): Migration[] {
  for (const { version, checksum } of applied) assertUnchanged(version, checksum, migrations[version - 1]);
  const newest = Math.max(0, ...applied.map(({ version }) => version));
  return migrations.slice(newest);
}

/** Writes down that the migrations were applied, in the transaction that applied them. */
export async function recordApplied(sql: postgres.ISql, migrations: readonly Migration[]): Promise<void> {
  if (migrations.length === 0) return;
  await sql`insert into _migrations ${sql(toRows(migrations))}`;
}

/** Writes down, once for the whole fleet, which files its tenants have. */
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
