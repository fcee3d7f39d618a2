import type { Caution, Finding } from "./rules.ts";
import type { Statement } from "./source.ts";
import { droppedTables, relationOf, renamedTable, type Tables } from "./tables.ts";
import { nodesOf, type Tree, textOf, textsOf } from "./tree.ts";

type CautionFound = Finding<Caution>;

/**
 * What a statement does to people at work: it holds a lock for as long as a table is long, or takes away what the
 * previous release still reads. A table that the same file made is nobody's yet.
 * @param tables as they are before the statement.
 */
export function findCautions(statement: Statement, tables: Tables): CautionFound[] {
  const { type, node, start: at } = statement;
  const isExisting = tables.existing.has(relationOf(statement));
  if (type === "IndexStmt" && isExisting && !node.concurrent) return [{ rule: "index-not-concurrent", at }];
  if (type === "AlterTableStmt" && isExisting) {
    const table = relationOf(statement);
    return nodesOf(node.cmds, "AlterTableCmd").flatMap((command) => ofCommand(command, table, tables, at));
  }
  if (type === "RenameStmt" && isRead(statement, tables)) {
    const from = textOf(node.subname) || relationOf(statement);
    return [{ rule: "rename", at, detail: `${from} becomes ${textOf(node.newname)}` }];
  }
  if (type === "DropStmt" && node.removeType === "OBJECT_VIEW") return [{ rule: "drop-view", at }];
  return emptiedTables(statement)
    .filter((table) => tables.existing.has(table))
    .map((table) => ({ rule: "drop-table", at, detail: table }));
}

/** Names that queries use: of tables, views and their columns, not of indexes and constraints. */
function isRead(statement: Statement, tables: Tables): boolean {
  if (tables.created.has(relationOf(statement))) return false;
  if (renamedTable(tables, statement)) return true;
  return ["OBJECT_COLUMN", "OBJECT_VIEW"].includes(textOf(statement.node.renameType));
}

function emptiedTables(statement: Statement): string[] {
  if (statement.type !== "TruncateStmt") return droppedTables(statement);
  return nodesOf(statement.node.relations, "RangeVar").map(({ relname }) => textOf(relname));
}

function ofCommand(command: Tree, table: string, tables: Tables, at: number): CautionFound[] {
  const column = textOf(command.name);
  switch (command.subtype) {
    case "AT_AddColumn":
      return nodesOf(command.def, "ColumnDef").flatMap((definition) => ofNewColumn(definition, at));
    case "AT_AddConstraint":
      return nodesOf(command.def, "Constraint").flatMap((added) => ofNewConstraint(added, table, tables, at));
    case "AT_SetNotNull":
      return ofNotNull([column], table, tables, at);
    case "AT_AlterColumnType":
      return nodesOf(command.def, "ColumnDef").some(isWidening)
        ? []
        : [{ rule: "table-rewrite", at, detail: `The type of ${column}` }];
    case "AT_SetExpression":
      return [{ rule: "table-rewrite", at, detail: `The values of ${column}` }];
    case "AT_DropColumn":
      return [{ rule: "drop-column", at, detail: column }];
    default:
      return [];
  }
}

function ofNewColumn({ colname, constraints, location }: Tree, fallback: number): CautionFound[] {
  const at = typeof location === "number" ? location : fallback;
  const detail = textOf(colname);
  const kinds = nodesOf(constraints, "Constraint");
  const has = (...types: string[]) => kinds.some(({ contype }) => types.includes(textOf(contype)));
  const found: CautionFound[] = [];
  if (has("CONSTR_NOTNULL") && !has("CONSTR_DEFAULT", "CONSTR_GENERATED")) {
    found.push({ rule: "add-column-not-null", at, detail });
  }
  if (has("CONSTR_UNIQUE", "CONSTR_PRIMARY")) found.push({ rule: "index-not-concurrent", at, detail });
  // PostgreSQL knows that there is nothing to look up where every row has null.
  if (has("CONSTR_CHECK") || (has("CONSTR_FOREIGN") && has("CONSTR_DEFAULT"))) {
    found.push({ rule: "constraint-not-valid", at, detail });
  }
  if (kinds.some(({ generated_kind }) => generated_kind === "s")) {
    found.push({ rule: "table-rewrite", at, detail: `The values of ${detail}` });
  }
  return found;
}

function ofNewConstraint(added: Tree, table: string, tables: Tables, at: number): CautionFound[] {
  const detail = textOf(added.conname);
  switch (added.contype) {
    case "CONSTR_CHECK":
    case "CONSTR_FOREIGN":
      return added.skip_validation ? [] : [{ rule: "constraint-not-valid", at, detail }];
    case "CONSTR_NOTNULL":
      return added.skip_validation ? [] : ofNotNull(textsOf(added.keys) ?? [], table, tables, at);
    case "CONSTR_PRIMARY":
    case "CONSTR_UNIQUE":
    case "CONSTR_EXCLUSION":
      return added.indexname ? [] : [{ rule: "index-not-concurrent", at, detail }];
    default:
      return [];
  }
}

function ofNotNull(columns: string[], table: string, tables: Tables, at: number): CautionFound[] {
  return columns
    .filter((column) => !tables.validated.has(table) && !tables.filled.has(`${table}.${column}`))
    .map((column) => ({ rule: "set-not-null", at, detail: column }));
}

/** Text and varchar without a length take whatever a shorter varchar held. */
function isWidening({ typeName, raw_default: using }: Tree): boolean {
  const { names, typmods, arrayBounds } = typeName as Tree;
  return ["text", "varchar"].includes(textsOf(names)?.at(-1) ?? "") && !typmods && !arrayBounds && !using;
}
