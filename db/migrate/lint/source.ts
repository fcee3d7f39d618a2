import type { Finding } from "./rules.ts";
import { listOf, type Tree, unwrap } from "./tree.ts";

/** One statement: its type, its tree, and where its text begins and ends, in bytes. */
export type Statement = { type: string; node: Tree; start: number; end: number };

/**
 * The name that replaces `$TENANT_SCHEMA$` for the parser. It is quoted, like the real name when the file runs, has
 * the same length so that places stay right, and is no real schema.
 */
export const ownSchema = "own_schema_id";
const placeholder = "$TENANT_SCHEMA$";

/** A tenant's file as the parser gets it: every byte keeps its place. */
export function withOwnSchema(sql: string): string {
  return sql.replaceAll(placeholder, `"${ownSchema}"`);
}

/**
 * The statements of a text, as PostgreSQL 18 parses them.
 * @returns the finding "syntax" or "empty" instead, when there are none.
 */
export async function parseSource(sql: string): Promise<Statement[] | Finding<"syntax" | "empty">> {
  const { parse, hasSqlDetails } = await loadParser();
  const nothing = sql.indexOf("\0");
  // The parser would stop there.
  if (nothing >= 0)
    return { rule: "syntax", at: bytesUntil(sql, nothing), detail: "a character of value zero" };
  if (sql.trim() === "") return { rule: "empty", at: 0 };
  try {
    const { stmts = [] } = await parse(sql);
    if (stmts.length === 0) return { rule: "empty", at: 0 };
    return stmts.map(({ stmt, stmt_location: start = 0, stmt_len: length }) => {
      const [tree] = listOf(stmt);
      const { type = "", node } = unwrap(tree ?? {});
      return { type, node, start, end: length ? start + length : Buffer.byteLength(sql) };
    });
  } catch (error) {
    const at = hasSqlDetails(error) ? bytesUntilCharacter(sql, error.sqlDetails?.cursorPosition ?? 0) : 0;
    return { rule: "syntax", at, detail: (error as Error).message.replaceAll(`"${ownSchema}"`, placeholder) };
  }
}

/** Loaded on demand: the serving processes import the engine and need no parser. */
export function loadParser() {
  return import("libpg-query");
}

/** The parser counts bytes in trees and characters in errors. */
function bytesUntilCharacter(sql: string, characters: number): number {
  return Buffer.byteLength([...sql].slice(0, characters).join(""));
}

function bytesUntil(sql: string, index: number): number {
  return Buffer.byteLength(sql.slice(0, index));
}

/** Line and column, from 1; columns count characters. */
export function placeAt(sql: string, at: number): { line: number; column: number } {
  const lines = Buffer.from(sql).subarray(0, at).toString().split("\n");
  return { line: lines.length, column: [...(lines.at(-1) ?? "")].length + 1 };
}

/** The text between two places, in bytes. */
export function textBetween(sql: string, start: number, end: number): string {
  return Buffer.from(sql).subarray(start, end).toString();
}
