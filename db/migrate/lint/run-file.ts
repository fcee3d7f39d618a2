import type postgres from "postgres";
import type { Migration } from "#db/migrate/migration-files.ts";
import { excerptAt } from "#db/migrate/rollout/excerpt.ts";
import { MigrationFailed } from "#db/migrate/rollout/failure.ts";
import { inTransaction, textFor } from "#db/migrate/tenant-schema.ts";
import { guardedTables } from "#db/tenant/guard.ts";
import { parseFile, type Report, report } from "./analyse.ts";
import { type Catalog, type Change, type Relation, readCatalog } from "./catalog.ts";
import { findLeftovers, findPublicEffects, findTenantEffects } from "./effects.ts";
import type { Finding } from "./rules.ts";
import { runInScratch, type Scratch } from "./scratch.ts";
import { textBetween } from "./source.ts";
import { listTenantTraces } from "./tenant-traces.ts";

type Part = { start: number; end: number };

type Run = {
  readCatalog: () => Promise<Catalog>;
  runPart: (part: Part) => Promise<unknown>;
  findEffects: (change: Change) => Omit<Finding, "at">[];
  /** The tables that may exist; undefined for any. */
  allowedTables?: readonly string[];
  /** Whether to run the file in one piece, for which findings do not name their statements. */
  whole?: boolean;
};

export type Checked = Report & { start: Catalog; end: Catalog };

/**
 * Runs a tenant's file in the scratch schema, statement by statement, and reports what it did that no file may do, by dynamic SQL too.
 * @throws MigrationFailed with the place when PostgreSQL refuses a statement, for lack of rights among others.
 */
export function runTenantFile(
  tx: postgres.TransactionSql,
  scratch: Scratch,
  migration: Migration,
  allowedTables: readonly string[] = guardedTables,
): Promise<Checked> {
  return runAndCompare(migration, {
    readCatalog: () => readCatalog(tx, scratch.schema),
    runPart: (part) => runTenantPart(tx, scratch, migration, part),
    findEffects: findTenantEffects,
    allowedTables,
  });
}

/**
 * Runs a file for the shared schema in the caller's transaction, as its role, and reports what it did that no file may do.
 * The caller rolls back when there are problems.
 * @param outside connections of tenantry_owner, one of which is free: see listTenantTraces.
 * @param eachStatement whether to name the statement of each finding, which reads the catalog after every one.
 * @throws MigrationFailed with the place when PostgreSQL refuses the file.
 */
export function runPublicFile(
  tx: postgres.ISql,
  migration: Migration,
  { outside, eachStatement }: { outside: postgres.Sql; eachStatement: boolean },
): Promise<Checked> {
  const runPart = async ({ start, end }: Part) => {
    const text = textBetween(migration.sql, start, end);
    await tx.unsafe(text).catch((error) => {
      throw new MigrationFailed(migration, error, excerptAt(text, error));
    });
  };
  return runAndCompare(migration, {
    readCatalog: async () => {
      const catalog = await readCatalog(tx, "public");
      return { ...catalog, facts: [...catalog.facts, ...(await listTenantTraces(tx, outside))] };
    },
    runPart,
    findEffects: (change) => findPublicEffects(change, migration.sql),
    whole: !eachStatement,
  });
}

/** Compares the catalog before and after each part: whatever the SQL was, what it changed is seen. */
async function runAndCompare(migration: Migration, run: Run): Promise<Checked> {
  const parsed = await parseFile(migration);
  const statements = Array.isArray(parsed) ? parsed : [];
  const parts = run.whole ? [{ start: 0, end: Buffer.byteLength(migration.sql) }] : statements;
  const findings: Finding[] = [];
  const births = new Map<string, number>();
  const start = await run.readCatalog();
  let end = start;
  for (const part of parts) {
    const before = end;
    await run.runPart(part);
    end = await run.readCatalog();
    const effects = run.findEffects({ start, before, after: end });
    findings.push(...effects.map((effect) => ({ ...effect, at: part.start })));
    for (const relation of end.relations) {
      if (!births.has(nameOf(relation))) births.set(nameOf(relation), part.start);
    }
  }
  const placeOf = (table: Relation) => births.get(nameOf(table)) ?? 0;
  findings.push(...findLeftovers(start, end, run.allowedTables, placeOf));
  const lasting = migration.transaction
    ? findings
    : findings.filter(({ rule }) => rule !== "index-not-concurrent");
  return { ...report(migration.sql, statements, lasting), start, end };
}

function nameOf({ oid, name }: Relation): string {
  return `${oid} ${name}`;
}

async function runTenantPart(
  tx: postgres.TransactionSql,
  scratch: Scratch,
  migration: Migration,
  { start, end }: Part,
): Promise<void> {
  const { sql } = migration;
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
