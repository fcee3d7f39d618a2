import type postgres from "postgres";
import { DomainError } from "../errors.ts";
import { type ConcurrentStatement, readConcurrent } from "./concurrent-index.ts";
import { type Catalog, isTable } from "./lint/catalog.ts";
import { assertAllowed } from "./lint/lint-files.ts";
import { describeProblem, type Problem } from "./lint/problem.ts";
import { runTenantFile } from "./lint/run-file.ts";
import { guardScratch, openScratch, type Scratch } from "./lint/scratch.ts";
import { loadParser } from "./lint/source.ts";
import type { Migration } from "./migration-files.ts";

/** A way from one version to the one after or before it, and what it was seen to create. */
export type Step = {
  migration: Migration;
  /** The name of the file with the step's SQL. */
  file: string;
  from: number;
  to: number;
  sql: string;
  createdTables: string[];
  /** What a file with `-- transaction: off` does. */
  concurrent?: ConcurrentStatement;
  /** What the step does that hurts while tenants are served, and that the file does not waive. */
  warnings: Problem[];
};

/**
 * Goes from one version to another, up or down, once, in a scratch schema as tenantry_lint, and rolls it all back. What is
 * not allowed or cannot work is found before a tenant is touched; what it creates (tables to guard) is read off.
 * @param sql a connection of tenantry_owner.
 * @throws MigrationFailed with the file and the place in it; DomainError "migration" for a file that breaks the rules, or
 *   when there is no way down.
 */
export async function rehearse(
  sql: postgres.Sql,
  migrations: readonly Migration[],
  { from, to }: { from: number; to: number },
): Promise<Step[]> {
  const plans = from < to ? planUp(migrations, from, to) : planDown(migrations, from, to);
  const steps: Step[] = [];
  const rolledBack = new Error("rolled back");
  // With one snapshot of the catalog, what others commit meanwhile is not taken for the file's doing.
  await sql
    .begin("isolation level repeatable read", async (tx) => {
      // The parser loads while the database builds what the steps start from.
      void loadParser();
      const scratch = await openScratch(tx, migrations.slice(0, from));
      await assertAllowed(migrations, Math.min(from, to));
      for (const plan of plans) steps.push(await rehearseStep(tx, scratch, plan));
      throw rolledBack;
    })
    .catch((error) => {
      if (error !== rolledBack) throw error;
    });
  return steps;
}

type Plan = Pick<Step, "migration" | "file" | "from" | "to" | "sql">;

function planUp(migrations: readonly Migration[], from: number, to: number): Plan[] {
  return migrations.slice(from, to).map((migration) => {
    const { version, file, sql } = migration;
    return { migration, file, from: version - 1, to: version, sql };
  });
}

function planDown(migrations: readonly Migration[], from: number, to: number): Plan[] {
  return migrations
    .slice(to, from)
    .reverse()
    .map((migration) => {
      const { version, down: sql } = migration;
      const file = migration.file.replace(/\.sql$/, ".down.sql");
      if (sql === undefined) {
        throw new DomainError("migration", `${migration.file} cannot be taken back: there is no ${file}.`);
      }
      return { migration, file, from: version, to: version - 1, sql };
    });
}

async function rehearseStep(tx: postgres.TransactionSql, scratch: Scratch, plan: Plan): Promise<Step> {
  const file = { ...plan.migration, file: plan.file, sql: plan.sql };
  const { problems, warnings, start, end } = await runTenantFile(tx, scratch, file);
  if (problems.length > 0) {
    const texts = problems.map((problem) => describeProblem(problem, plan));
    throw new DomainError("migration", texts.join("\n\n"));
  }
  const known = new Set(start.relations.map(({ oid }) => oid));
  const created = end.relations.filter(({ oid }) => !known.has(oid));
  const createdTables = namesOf(created.filter(isTable));
  await guardScratch(tx, scratch, createdTables);
  return {
    ...plan,
    createdTables,
    ...(!plan.migration.transaction && { concurrent: await readConcurrent(plan.sql) }),
    warnings,
  };
}

function namesOf(relations: Catalog["relations"]): string[] {
  return relations.map(({ name }) => name).sort();
}
