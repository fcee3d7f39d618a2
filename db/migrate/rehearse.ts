import type postgres from "postgres";
import { guardStatements } from "#db/tenant/guard.ts";
import { DomainError } from "../errors.ts";
import { assertAllowed } from "./lint/lint-files.ts";
import { loadParser } from "./lint/source.ts";
import type { Migration } from "./migration-files.ts";
import { excerptAt } from "./rollout/excerpt.ts";
import { MigrationFailed } from "./rollout/failure.ts";
import { buildTenantSchema, inTransaction, listTables, textFor } from "./tenant-schema.ts";

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
 * Goes from one version to another, up or down, once, in a scratch schema, and takes it all back. What is not allowed or
 * cannot work is found before a tenant is touched; what it makes (tables to guard, indexes) is read off.
 * @param sql a connection of tenantry_owner.
 * @throws MigrationFailed with the file and the place in it; DomainError "migration" for a file that breaks the rules, or
 *   when there is no way down.
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
      // While the database makes what the steps start from, the parser is made ready.
      void loadParser();
      await buildTenantSchema(tx, scratch, sealSecret, migrations.slice(0, from));
      // On the way down the files are those of versions that had other tables.
      const tables = from < to ? await listTables(tx, scratch.schema) : undefined;
      await assertAllowed(migrations, Math.min(from, to), tables);
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

type Relation = { oid: number; name: string; kind: string };

/**
 * What is in a schema. Asked of pg_depend, which has an index on the schema; pg_class has none, and a look through all of
 * it would make a tenant the dearer the more there are.
 */
function listRelations(tx: postgres.ISql, schema: string): Promise<Relation[]> {
  return tx<Relation[]>`
    with members as materialized (
      select d.objid as oid from pg_catalog.pg_depend d
      where d.refclassid = 'pg_catalog.pg_namespace'::regclass and d.classid = 'pg_catalog.pg_class'::regclass
        and d.refobjid = (select oid from pg_catalog.pg_namespace where nspname = ${schema})
    )
    select c.oid::int8::int as oid, c.relname as name, c.relkind::text as kind from pg_catalog.pg_class c
    where c.oid in (select oid from members
      union all select i.indexrelid from pg_catalog.pg_index i join members on members.oid = i.indrelid)
    order by c.relname`;
}

/** The names of those that are of one of these kinds, by the letters of pg_class.relkind. */
function namesOf(relations: readonly Relation[], kinds: string): string[] {
  return relations.filter(({ kind }) => kinds.includes(kind)).map(({ name }) => name);
}
