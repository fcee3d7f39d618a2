import type { Statement } from "./source.ts";
import { listOf, nodesOf, type Tree, textOf, textsOf, unwrap } from "./tree.ts";

/** What the statements so far have made of the tables. Names are unqualified. */
export type Tables = {
  /** Made by this file, and still there. */
  created: Map<string, { statement: Statement; hasPrimaryKey: boolean }>;
  /** Made by an earlier file, and still there. */
  existing: Set<string>;
  /** `table.column`, where this file has made sure that no row is without a value. */
  filled: Set<string>;
  /** Constraints that this file added without looking at the rows, and the columns they would prove to be filled. */
  unproven: Map<string, string[]>;
  /** Tables of which this file validated a constraint that an earlier file added. */
  validated: Set<string>;
};

/** The tables as they are before the first statement of a file. */
export function tablesBefore(existing: readonly string[]): Tables {
  return {
    created: new Map(),
    existing: new Set(existing),
    filled: new Set(),
    unproven: new Map(),
    validated: new Set(),
  };
}

/** Takes note of what a statement makes, drops, renames and proves. */
export function noteStatement(tables: Tables, statement: Statement): void {
  const { type, node } = statement;
  if (type === "CreateStmt") noteCreated(tables, statement, node.relation, hasPrimaryKey(node));
  if (type === "CreateTableAsStmt" && node.objtype === "OBJECT_TABLE") {
    noteCreated(tables, statement, (node.into as Tree).rel, false);
  }
  if (type === "SelectStmt" && node.intoClause) {
    noteCreated(tables, statement, (node.intoClause as Tree).rel, false);
  }
  for (const name of droppedTables(statement)) {
    tables.created.delete(name);
    tables.existing.delete(name);
  }
  const renamed = renamedTable(tables, statement);
  if (renamed) noteRenamed(tables, renamed);
  if (type === "AlterTableStmt") {
    for (const command of nodesOf(node.cmds, "AlterTableCmd"))
      noteCommand(tables, relationOf(statement), command);
  }
}

/** A table that is there already stays what it is when it is created IF NOT EXISTS. */
function noteCreated(
  { created, existing }: Tables,
  statement: Statement,
  relation: unknown,
  hasPrimaryKey: boolean,
): void {
  const name = textOf((relation as Tree).relname);
  if (existing.has(name) && statement.node.if_not_exists) return;
  created.set(name, { statement, hasPrimaryKey });
  existing.delete(name);
}

/** LIKE may bring one along, which cannot be seen here. */
function hasPrimaryKey({ tableElts }: Tree): boolean {
  const columns = nodesOf(tableElts, "ColumnDef").flatMap(({ constraints }) =>
    nodesOf(constraints, "Constraint"),
  );
  return (
    [...columns, ...nodesOf(tableElts, "Constraint")].some(({ contype }) => contype === "CONSTR_PRIMARY") ||
    nodesOf(tableElts, "TableLikeClause").some(({ options }) => Boolean(options))
  );
}

/** The tables that a statement drops. */
export function droppedTables({ type, node }: Statement): string[] {
  if (type !== "DropStmt" || node.removeType !== "OBJECT_TABLE") return [];
  return nodesOf(node.objects, "List").flatMap(({ items }) => textsOf(items)?.at(-1) ?? []);
}

/** The old and new name, when the statement renames a table: ALTER INDEX and ALTER VIEW … RENAME may do that as well. */
export function renamedTable(tables: Tables, statement: Statement): { from: string; to: string } | undefined {
  const { type, node } = statement;
  if (type !== "RenameStmt" || !node.relation || node.subname) return undefined;
  const from = relationOf(statement);
  const isTable = node.renameType === "OBJECT_TABLE" || tables.created.has(from) || tables.existing.has(from);
  return isTable ? { from, to: textOf(node.newname) } : undefined;
}

function noteRenamed({ created, existing }: Tables, { from, to }: { from: string; to: string }): void {
  const made = created.get(from);
  if (made) created.set(to, made);
  else if (existing.has(from)) existing.add(to);
  created.delete(from);
  existing.delete(from);
}

function noteCommand(tables: Tables, table: string, { subtype, name, def }: Tree): void {
  if (subtype === "AT_ValidateConstraint") {
    const columns = tables.unproven.get(`${table}.${name}`);
    if (!columns) tables.validated.add(table);
    for (const column of columns ?? []) tables.filled.add(`${table}.${column}`);
  }
  for (const constraint of nodesOf(def, "Constraint")) {
    const made = tables.created.get(table);
    if (made && constraint.contype === "CONSTR_PRIMARY") made.hasPrimaryKey = true;
    const columns = filledColumns(constraint.raw_expr);
    if (constraint.skip_validation) tables.unproven.set(`${table}.${constraint.conname}`, columns);
    else for (const column of columns) tables.filled.add(`${table}.${column}`);
  }
}

/** The columns of which `… is not null` must hold for the expression to hold. */
function filledColumns(expression: unknown): string[] {
  return listOf(expression).flatMap((tree) => {
    const { type, node } = unwrap(tree);
    if (type === "BoolExpr" && node.boolop === "AND_EXPR") return filledColumns(node.args);
    if (type !== "NullTest" || node.nulltesttype !== "IS_NOT_NULL") return [];
    return nodesOf(node.arg, "ColumnRef").flatMap(({ fields }) => textsOf(fields)?.at(-1) ?? []);
  });
}

/** The relation that a statement is about; empty when it is about none, or about several. */
export function relationOf({ node }: Statement): string {
  return textOf((node.relation as Tree | undefined)?.relname);
}
