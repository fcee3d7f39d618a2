import type { Refusal } from "./rules.ts";
import type { Statement } from "./source.ts";
import { nodesOf, type Tree, textOf } from "./tree.ts";

/** Statements that a tenant's file may contain, subject to the other rules. */
const allowed = new Set([
  "CreateStmt",
  "AlterTableStmt",
  "IndexStmt",
  "DropStmt",
  "RenameStmt",
  "ViewStmt",
  "CommentStmt",
  "CreateStatsStmt",
  "SelectStmt",
  "InsertStmt",
  "UpdateStmt",
  "DeleteStmt",
  "MergeStmt",
  "TruncateStmt",
]);

/**
 * Why other statements, kinds of objects and ALTER TABLE commands are refused, by the parser's names for them; the first match
 * counts, and without one it is "statement". The lists of what is allowed decide; this one only words the refusal.
 */
const reasons: [RegExp, Refusal][] = [
  [/^ImportForeign/, "statement"],
  [/RowSecurity/, "row-security"],
  [/DefaultPrivileges/, "default-privileges"],
  [/^Grant/, "grant"],
  [/policy/i, "policy"],
  [/Owner|OwnedStmt$/, "owner"],
  [/Function|CallStmt|FUNCTION|PROCEDURE|ROUTINE|AGGREGATE/, "function"],
  [/Trig|TRIGGER/, "trigger"],
  [/MatView|MATVIEW/, "materialized-view"],
  [/Rule|RULE/, "rule"],
  [/extension/i, "extension"],
  [/Role|ROLE/, "role"],
  [/MoveAll|SetTableSpace|AccessMethod/, "storage"],
  [/schema|database|createdb|dropdb|tablespace/i, "schema"],
  [/VariableSet|ConstraintsSet|AlterSystem|Discard/, "setting"],
  [/^Transaction/, "transaction-control"],
  [/SeqStmt|SEQUENCE|Identity/, "sequence"],
  [/Enum|Domain|CompositeType|CreateRange|AlterType|_TYPE$|DOM|ATTRIBUTE|(Add|Drop)Of$/, "type"],
  [/^Copy/, "copy"],
  [/^DoStmt/, "do"],
  [/isten|Notify/, "notify"],
  [/^Lock/, "lock"],
  [/Prepare|Execute|Deallocate/, "prepare"],
  [/Cursor|Fetch|Portal/, "cursor"],
  [/Cluster|CheckPoint/, "maintenance"],
  [/Inherit$|Partition/, "partition"],
  [/Set(Un)?Logged$/, "unlogged"],
];

function reasonFor(name: string): Refusal {
  return reasons.find(([pattern]) => pattern.test(name))?.[1] ?? "statement";
}

const allowedObjects = new Set([
  "OBJECT_TABLE",
  "OBJECT_COLUMN",
  "OBJECT_TABCONSTRAINT",
  "OBJECT_INDEX",
  "OBJECT_VIEW",
  "OBJECT_STATISTIC_EXT",
]);

/** Why a tenant's file may not contain a statement of this kind; undefined when it may. */
export function refusedKind(statement: Statement): Refusal | undefined {
  const { type, node } = statement;
  if (type === "CreateTableAsStmt") {
    return node.objtype === "OBJECT_MATVIEW" ? "materialized-view" : "create-table-as";
  }
  // ANALYZE needs a table: without one it processes the whole database.
  if (type === "VacuumStmt") return node.is_vacuumcmd || !node.rels ? "maintenance" : undefined;
  if (type === "ReindexStmt") return isReindexConcurrently(statement) ? undefined : "maintenance";
  // Operators, aggregates, types and more; each is a function or contains one.
  if (type === "DefineStmt") return node.kind === "OBJECT_TYPE" ? "type" : "function";
  if (!allowed.has(type)) return reasonFor(type);
  const object = textOf(node.removeType) || textOf(node.renameType) || textOf(node.objtype);
  return object && !allowedObjects.has(object) ? reasonFor(object) : undefined;
}

/**
 * REINDEX INDEX … CONCURRENTLY, the only maintenance that does not block. REINDEX TABLE leaves, when it is interrupted, an index in
 * pg_toast that only a superuser can drop.
 */
export function isReindexConcurrently({ type, node }: Statement): boolean {
  const options = nodesOf(node.params, "DefElem");
  return (
    type === "ReindexStmt" &&
    textOf(node.kind) === "REINDEX_OBJECT_INDEX" &&
    options.some(({ defname, arg }) => defname === "concurrently" && !arg)
  );
}

/** ALTER TABLE commands that change columns, constraints and options. */
const allowedCommands = new Set([
  "AT_AddColumn",
  "AT_ColumnDefault",
  "AT_DropNotNull",
  "AT_SetNotNull",
  "AT_SetExpression",
  "AT_DropExpression",
  "AT_SetStatistics",
  "AT_SetOptions",
  "AT_ResetOptions",
  "AT_SetStorage",
  "AT_SetCompression",
  "AT_DropColumn",
  "AT_AddConstraint",
  "AT_AlterConstraint",
  "AT_ValidateConstraint",
  "AT_DropConstraint",
  "AT_AlterColumnType",
  "AT_SetRelOptions",
  "AT_ResetRelOptions",
  "AT_ReplicaIdentity",
]);

/** Why ALTER TABLE may not contain this command; undefined when it may. */
export function refusedCommand({ subtype }: Tree): Refusal | undefined {
  const name = textOf(subtype);
  return allowedCommands.has(name) ? undefined : reasonFor(name);
}
