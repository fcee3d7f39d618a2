import { findCautions } from "./cautions.ts";
import { isReindexConcurrently } from "./kinds.ts";
import type { Problem } from "./problem.ts";
import { findPublicProblems } from "./public-rules.ts";
import { type Finding, isCaution, messageOf } from "./rules.ts";
import { parseSource, placeAt, type Statement, textBetween, withOwnSchema } from "./source.ts";
import { noteStatement, type Tables, tablesBefore } from "./tables.ts";
import { findTenantProblems, findUnguardable } from "./tenant-rules.ts";
import { textOf } from "./tree.ts";
import { readWaivers } from "./waivers.ts";

export type LintFile = { name: string; sql: string; scope: "public" | "tenant"; transaction: boolean };

/** What the file meets: tables that earlier files made, and those that the guard has grants for. */
export type Surroundings = { existingTables: readonly string[]; knownTables: readonly string[] };

export type Analysis = {
  /** Names, unqualified, of the tables that the file makes and that are there when it is done. */
  createdTables: string[];
  statements: number;
  /** The name of the index, when the file makes one outside a transaction. */
  createsIndexConcurrently?: string;
  /** Any of these refuses the file. */
  problems: Problem[];
  /** These work, and hurt; a file says in a waiver why it does so all the same. */
  warnings: Problem[];
};

/**
 * What a migration file does, and what is wrong with it, before it runs. Reads the text with PostgreSQL 18's own
 * parser and asks no database. Throws nothing for what is in the text: a file that does not parse is a problem.
 */
export async function analyse(file: LintFile, surroundings: Surroundings): Promise<Analysis> {
  const statements = await parseSource(file.scope === "tenant" ? withOwnSchema(file.sql) : file.sql);
  if (!Array.isArray(statements)) {
    return { createdTables: [], statements: 0, problems: toProblems([statements], file, []), warnings: [] };
  }
  const tables = tablesBefore(surroundings.existingTables);
  const findings = checkTogether(file, statements);
  let previousEnd = 0;
  const waived = new Map<number, Set<string>>();
  for (const statement of statements) {
    const waivers = readWaivers(file.sql, statement, previousEnd);
    waived.set(statement.start, waivers.waived);
    findings.push(...waivers.findings, ...(await checkStatement(file, statement, tables, surroundings)));
    noteStatement(tables, statement);
    previousEnd = statement.end;
  }
  findings.push(...checkTables(file, tables, surroundings));
  const problems = findings.filter(({ rule }) => !isCaution(rule));
  const warnings = findings.filter(
    ({ rule, at }) => isCaution(rule) && !waived.get(statementAt(statements, at)?.start ?? 0)?.has(rule),
  );
  const index = statements.find(({ type, node }) => type === "IndexStmt" && node.concurrent);
  return {
    createdTables: [...tables.created.keys()],
    statements: statements.length,
    ...(index && { createsIndexConcurrently: textOf(index.node.idxname) }),
    problems: toProblems(problems, file, statements),
    warnings: toProblems(warnings, file, statements),
  };
}

async function checkStatement(
  { scope }: LintFile,
  statement: Statement,
  tables: Tables,
  { knownTables }: Surroundings,
): Promise<Finding[]> {
  const problems =
    scope === "tenant"
      ? findTenantProblems(statement, tables, knownTables)
      : await findPublicProblems(statement);
  return [...problems, ...findCautions(statement, tables)];
}

/** What runs outside a transaction stands alone, and can be found again; everything else runs inside. */
function checkTogether({ transaction }: LintFile, statements: Statement[]): Finding[] {
  const concurrent = statements.filter(isConcurrent);
  if (transaction) return concurrent.map(({ start }) => ({ rule: "concurrently", at: start }));
  const stray = statements.find((statement, index) => index > 0 || !isConcurrent(statement));
  const nameless = concurrent.filter(
    ({ type, node }) => type === "IndexStmt" && !/^[a-z_][a-z0-9_]*$/.test(textOf(node.idxname)),
  );
  return [
    ...(stray ? [{ rule: "transaction-off" as const, at: stray.start }] : []),
    ...nameless.map(({ start }) => ({ rule: "index-name" as const, at: start })),
  ];
}

function isConcurrent(statement: Statement): boolean {
  const { type, node } = statement;
  if (type === "IndexStmt" || type === "DropStmt") return node.concurrent === true;
  return isReindexConcurrently(statement);
}

function checkTables({ scope }: LintFile, tables: Tables, { knownTables }: Surroundings): Finding[] {
  const keyless = [...tables.created].filter(([, { hasPrimaryKey }]) => !hasPrimaryKey);
  return [
    ...(scope === "tenant" ? findUnguardable(tables, knownTables) : []),
    ...keyless.map(([table, { statement }]) => ({
      rule: "no-primary-key" as const,
      at: statement.start,
      detail: table,
    })),
  ];
}

/** In the order of the text, and each once. */
function toProblems(findings: Finding[], { sql }: LintFile, statements: Statement[]): Problem[] {
  const problems = findings
    .toSorted((a, b) => a.at - b.at)
    .map((finding) => {
      const place = placeAt(sql, finding.at);
      const statement = statementAt(statements, finding.at);
      const [line = ""] = statement
        ? textBetween(sql, statement.start, statement.end).split("\n")
        : sql.split("\n").slice(place.line - 1);
      return { ...place, statement: cut(line.trim()), rule: finding.rule, message: messageOf(finding) };
    });
  return [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
}

/** The statement around a place, or the one that a comment stands before. */
function statementAt(statements: Statement[], at: number): Statement | undefined {
  return statements.find(({ end }) => at < end);
}

function cut(line: string): string {
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
}
