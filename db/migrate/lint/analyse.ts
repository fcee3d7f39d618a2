import type { Migration } from "#db/migrate/migration-files.ts";
import { isReindexConcurrently } from "./kinds.ts";
import type { Problem } from "./problem.ts";
import { findPublicProblems } from "./public-rules.ts";
import { type Finding, isCaution, messageOf } from "./rules.ts";
import { parseSource, placeAt, type Statement, textBetween, withOwnSchema } from "./source.ts";
import { findTenantProblems } from "./tenant-rules.ts";
import { textOf } from "./tree.ts";
import { readWaivers } from "./waivers.ts";

export type LintFile = Pick<Migration, "sql" | "scope" | "transaction">;

/** `problems` refuse the file. `warnings` work, and hurt; a waiver in the file gives the reason for one. */
export type Report = { problems: Problem[]; warnings: Problem[] };

/**
 * What the text of a migration may not hold, found before anything runs. Reads it with PostgreSQL 18's own parser and asks
 * no database. Never throws because of the text: a file that does not parse is a problem.
 */
export async function analyse(file: LintFile): Promise<Problem[]> {
  const statements = await parseFile(file);
  if (!Array.isArray(statements)) return report(file.sql, [], [statements]).problems;
  const findProblems = file.scope === "tenant" ? findTenantProblems : findPublicProblems;
  const findings = [...checkTogether(file, statements), ...statements.flatMap(findProblems)];
  return report(file.sql, statements, findings).problems;
}

/** The statements of a file, or the reason why there are none to look at. */
export function parseFile({ scope, sql }: Pick<LintFile, "scope" | "sql">) {
  return parseSource(scope === "tenant" ? withOwnSchema(sql) : sql);
}

/** Findings for a person: in the order of the text, each once, without the warnings that the text waives. */
export function report(sql: string, statements: Statement[], findings: readonly Finding[]): Report {
  const waivers = statements.map((statement, index) =>
    readWaivers(sql, statement, statements[index - 1]?.end ?? 0),
  );
  const isWaived = ({ rule, at }: Finding) =>
    waivers[statements.findIndex(({ end }) => at < end)]?.waived.has(rule);
  const all = [...waivers.flatMap((waiver) => waiver.findings), ...findings];
  const problems = all.filter(({ rule }) => !isCaution(rule));
  const warnings = all.filter((finding) => isCaution(finding.rule) && !isWaived(finding));
  return {
    problems: toProblems(problems, sql, statements),
    warnings: toProblems(warnings, sql, statements),
  };
}

/** What runs outside a transaction stands alone and has a name by which it can be found again. */
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

function toProblems(findings: Finding[], sql: string, statements: Statement[]): Problem[] {
  const problems = findings
    .toSorted((a, b) => a.at - b.at)
    .map((finding) => {
      const place = placeAt(sql, finding.at);
      // The statement around the place, or the one that a comment stands before.
      const statement = statements.find(({ end }) => finding.at < end);
      const [line = ""] = statement
        ? textBetween(sql, statement.start, statement.end).split("\n")
        : sql.split("\n").slice(place.line - 1);
      return { ...place, statement: cut(line.trim()), rule: finding.rule, message: messageOf(finding) };
    });
  return [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
}

function cut(line: string): string {
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
}
