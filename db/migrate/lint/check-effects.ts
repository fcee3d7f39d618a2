import type postgres from "postgres";
import type { Migration } from "#db/migrate/migration-files.ts";
import { excerptAt } from "#db/migrate/rollout/excerpt.ts";
import { MigrationFailed } from "#db/migrate/rollout/failure.ts";
import { inTransaction, textFor } from "#db/migrate/tenant-schema.ts";
import { guardedTables } from "#db/tenant/guard.ts";
import { type LintFile, parseFile, type Report, report } from "./analyse.ts";
import { type Catalog, type Relation, readCatalog } from "./catalog.ts";
import { findEffects, findLeftovers } from "./effects.ts";
import type { Finding } from "./rules.ts";
import { runInScratch, type Scratch } from "./scratch.ts";
import { type Statement, textBetween } from "./source.ts";

export type EffectOptions = {
  /** Instead of the file's own text: that of its way back. */
  sql?: string;
  /** The tables that a tenant may have. */
  allowedTables?: readonly string[];
};

export type Checked = Report & { start: Catalog; end: Catalog };

/**
 * Runs a file in the scratch schema, statement by statement, and compares the catalog before and after each: whatever
 * the SQL was, also SQL that a DO block or a function made up, what it changed is seen.
 * @throws MigrationFailed with the place when PostgreSQL refuses a statement, for lack of rights among others.
 */
export async function checkEffects(
  tx: postgres.TransactionSql,
  scratch: Scratch,
  migration: Migration,
  { sql = migration.sql, allowedTables = guardedTables }: EffectOptions = {},
): Promise<Checked> {
  const file: LintFile = { ...migration, name: migration.file, sql };
  const parsed = await parseFile(file);
  const statements = Array.isArray(parsed) ? parsed : [];
  const findings: Finding[] = [];
  const births = new Map<string, number>();
  const start = await readCatalog(tx, scratch.schema);
  let before = start;
  for (const statement of statements) {
    await runStatement(tx, scratch, migration, sql, statement);
    const after = await readCatalog(tx, scratch.schema);
    findings.push(...findEffects({ start, before, after }, statement.start));
    for (const relation of after.relations) {
      if (!births.has(nameOf(relation))) births.set(nameOf(relation), statement.start);
    }
    before = after;
  }
  findings.push(
    ...findLeftovers({ start, end: before, allowedTables }, (table) => births.get(nameOf(table)) ?? 0),
  );
  const lasting = migration.transaction
    ? findings
    : findings.filter(({ rule }) => rule !== "index-not-concurrent");
  return { ...report(file, statements, lasting), start, end: before };
}

function nameOf({ oid, name }: Relation): string {
  return `${oid} ${name}`;
}

async function runStatement(
  tx: postgres.TransactionSql,
  scratch: Scratch,
  migration: Migration,
  sql: string,
  { start, end }: Statement,
): Promise<void> {
  const text = inTransaction(migration, textFor(textBetween(sql, start, end), scratch));
  if (text === "") return;
  await runInScratch(tx, scratch, text).catch((error) => {
    if (error.code === "42501") error.hint ??= withoutRights;
    const leading = textFor(textBetween(sql, 0, start), scratch);
    const trailing = textFor(sql, scratch).slice(leading.length + text.length);
    const position = Number((error as { internal_position?: unknown }).internal_position ?? 0);
    const place = { position: position && position + leading.length };
    throw new MigrationFailed(migration, error, excerptAt(leading + text + trailing, place));
  });
}

const withoutRights =
  "A migration is checked as tenantry_lint, which may use only the tenant's own schema. Leave out whatever needs more.";
