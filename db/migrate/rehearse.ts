import type postgres from "postgres";
import { DomainError } from "../errors.ts";
import { guardStatements } from "../guard.ts";
import { excerptAt } from "./excerpt.ts";
import { MigrationFailed } from "./failure.ts";
import type { Migration } from "./migration-files.ts";
import { buildTenantSchema, inTransaction, listRelations, namesOf, textFor } from "./tenant-schema.ts";

/** A way from one version to the one after or before it, and what it was seen to make. */
export type Step = {
  migration: Migration;
  from: number;
  to: number;
  sql: string;
  createdTables: string[];
  createdIndexes: string[];
};

/**
 * Goes from one version to another, up or down, once, in a scratch schema, and takes it all back. What cannot work is
 * found before a tenant is touched; what it makes (tables to guard, indexes) is read off.
 * @param sql a connection of tenantry_owner.
 * @throws MigrationFailed with the file and the place in it; DomainError "migration" when there is no way down.
 */
export async function rehearse(
  sql: postgres.Sql,
  sealSecret: string,
  migrations: readonly Migration[],
  { from, to }: { from: number; to: number },
): Promise<Step[]> {
  const way = from < to ? up(migrations, from, to) : down(migrations, from, to);
  const steps: Step[] = [];
  const scratch = { id: Bun.randomUUIDv7(), schema: `tenant_rehearsal_${Bun.randomUUIDv7().slice(-12)}` };
  const undone = new Error("undone");
  await sql
    .begin(async (tx) => {
      await buildTenantSchema(tx, scratch, sealSecret, migrations.slice(0, from));
      for (const step of way) steps.push(await tryOut(tx, scratch, sealSecret, step));
      throw undone;
    })
    .catch((error) => {
      if (error !== undone) throw error;
    });
  return steps;
}

type Plan = Pick<Step, "migration" | "from" | "to" | "sql">;

function up(migrations: readonly Migration[], from: number, to: number): Plan[] {
  return migrations.slice(from, to).map((migration) => {
    const { version, sql } = migration;
    return { migration, from: version - 1, to: version, sql };
  });
}

function down(migrations: readonly Migration[], from: number, to: number): Plan[] {
  return migrations
    .slice(to, from)
    .reverse()
    .map((migration) => {
      const { version, file, down: sql } = migration;
      if (sql === undefined) {
        throw new DomainError(
          "migration",
          `${file} cannot be taken back: there is no ${file.replace(".sql", ".down.sql")}.`,
        );
      }
      return { migration, from: version, to: version - 1, sql };
    });
}

type Scratch = { id: string; schema: string };

async function tryOut(
  tx: postgres.TransactionSql,
  scratch: Scratch,
  sealSecret: string,
  step: Plan,
): Promise<Step> {
  const before = await listRelations(tx, scratch.schema);
  const text = inTransaction(step.migration, textFor(step.sql, scratch));
  await tx.unsafe(text).catch((error) => {
    throw new MigrationFailed(step.migration, error, excerptAt(text, error));
  });
  const made = (await listRelations(tx, scratch.schema)).filter(
    ({ oid }) => !before.some((known) => known.oid === oid),
  );
  const createdTables = namesOf(made, "rp");
  await tx.unsafe(guardStatements(scratch, sealSecret, createdTables));
  return { ...step, createdTables, createdIndexes: namesOf(made, "i") };
}
