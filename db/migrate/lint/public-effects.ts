import type postgres from "postgres";
import type { Migration } from "#db/migrate/migration-files.ts";
import { excerptAt } from "#db/migrate/rollout/excerpt.ts";
import { MigrationFailed } from "#db/migrate/rollout/failure.ts";
import { type LintFile, parseFile, type Report, report } from "./analyse.ts";
import { type Fact, readCatalog } from "./catalog.ts";
import { findCautions } from "./cautions.ts";
import type { Change } from "./change.ts";
import { findLeftovers, listAddedFacts } from "./effects.ts";
import type { Finding, Refusal } from "./rules.ts";
import { textBetween } from "./source.ts";

/**
 * Runs a file for the shared schema in the caller's transaction, as its role, and reports what it did that no file may do,
 * by dynamic SQL too. The caller rolls back when there are problems.
 * @param eachStatement whether to name the statement of each finding, which reads the catalog after every one.
 * @throws MigrationFailed with the place when PostgreSQL refuses the file.
 */
export async function runPublicFile(
  tx: postgres.ISql,
  migration: Migration,
  { eachStatement }: { eachStatement: boolean },
): Promise<Report> {
  const { sql } = migration;
  const file: LintFile = { ...migration, name: migration.file };
  const parsed = await parseFile(file);
  const statements = Array.isArray(parsed) ? parsed : [];
  const parts = eachStatement ? statements : [{ start: 0, end: Buffer.byteLength(sql) }];
  const findings: Finding[] = [];
  const start = await readCatalog(tx, "public");
  let before = start;
  for (const part of parts) {
    const text = textBetween(sql, part.start, part.end);
    await tx.unsafe(text).catch((error) => {
      throw new MigrationFailed(migration, error, excerptAt(text, error));
    });
    const after = await readCatalog(tx, "public");
    findings.push(...findPublicEffects({ start, before, after }, part.start));
    before = after;
  }
  const allowedTables = before.relations.map(({ name }) => name);
  findings.push(...findLeftovers({ start, end: before, allowedTables }, () => 0));
  return report(file, statements, findings);
}

function findPublicEffects(change: Change, at: number): Finding[] {
  const refused = listAddedFacts(change).flatMap((fact) => {
    const rule = refusedFact(fact);
    return rule ? [{ rule, at, detail: fact.object }] : [];
  });
  return [...refused, ...findCautions(change).map((caution) => ({ ...caution, at }))];
}

/** The shared schema holds functions, triggers and grants of its own: fewer facts are refused than in a tenant's. */
function refusedFact({ rule, object, state }: Fact): Refusal | undefined {
  if (rule === "extension") return "extension";
  if (rule === "other-schema") return object.startsWith("tenant_") ? "tenant-schema" : undefined;
  // The owner, whether it is SECURITY DEFINER, its settings.
  if (rule === "function") {
    return /^\d+\|t\|/.test(state) && !state.includes("search_path=") ? "security-definer" : undefined;
  }
  // An access list names the grantee before `=`, and nobody for PUBLIC.
  return rule === "grant" && /[{,](tenantry_app)?=/.test(state) ? "app-grant" : undefined;
}
