import type { Refusal } from "./rules.ts";
import type { Statement } from "./source.ts";
import { nodesOf, textOf } from "./tree.ts";

/** Statements a tenant's file may hold, if what is in them is in order. */
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

/** Why others are refused; what is on neither list is refused as "statement". */
const refusedStatements: Record<string, Refusal> = {
  GrantStmt: "grant",
  GrantRoleStmt: "grant",
  AlterDefaultPrivilegesStmt: "default-privileges",
  CreatePolicyStmt: "policy",
  AlterPolicyStmt: "policy",
  AlterOwnerStmt: "owner",
  ReassignOwnedStmt: "owner",
  DropOwnedStmt: "owner",
  CreateFunctionStmt: "function",
  AlterFunctionStmt: "function",
  CallStmt: "function",
  CreateTrigStmt: "trigger",
  CreateEventTrigStmt: "trigger",
  AlterEventTrigStmt: "trigger",
  RuleStmt: "rule",
  RefreshMatViewStmt: "materialized-view",
  CreateExtensionStmt: "extension",
  AlterExtensionStmt: "extension",
  AlterExtensionContentsStmt: "extension",
  CreateRoleStmt: "role",
  AlterRoleStmt: "role",
  AlterRoleSetStmt: "role",
  DropRoleStmt: "role",
  CreateSchemaStmt: "schema",
  AlterObjectSchemaStmt: "schema",
  CreatedbStmt: "schema",
  DropdbStmt: "schema",
  AlterDatabaseStmt: "schema",
  AlterDatabaseSetStmt: "schema",
  AlterDatabaseRefreshCollStmt: "schema",
  CreateTableSpaceStmt: "schema",
  DropTableSpaceStmt: "schema",
  AlterTableSpaceOptionsStmt: "schema",
  AlterTableMoveAllStmt: "storage",
  VariableSetStmt: "setting",
  ConstraintsSetStmt: "setting",
  AlterSystemStmt: "setting",
  DiscardStmt: "setting",
  TransactionStmt: "transaction-control",
  CreateSeqStmt: "sequence",
  AlterSeqStmt: "sequence",
  CreateEnumStmt: "type",
  AlterEnumStmt: "type",
  CreateDomainStmt: "type",
  AlterDomainStmt: "type",
  CompositeTypeStmt: "type",
  CreateRangeStmt: "type",
  AlterTypeStmt: "type",
  CopyStmt: "copy",
  DoStmt: "do",
  ListenStmt: "notify",
  UnlistenStmt: "notify",
  NotifyStmt: "notify",
  LockStmt: "lock",
  PrepareStmt: "prepare",
  ExecuteStmt: "prepare",
  DeallocateStmt: "prepare",
  DeclareCursorStmt: "cursor",
  FetchStmt: "cursor",
  ClosePortalStmt: "cursor",
  ClusterStmt: "maintenance",
  CheckPointStmt: "maintenance",
};

const allowedObjects = new Set([
  "OBJECT_TABLE",
  "OBJECT_COLUMN",
  "OBJECT_TABCONSTRAINT",
  "OBJECT_INDEX",
  "OBJECT_VIEW",
  "OBJECT_STATISTIC_EXT",
]);

/** Why a statement that drops, renames, alters or comments on another kind of object is refused. */
const refusedObjects: Record<string, Refusal> = {
  OBJECT_POLICY: "policy",
  OBJECT_FUNCTION: "function",
  OBJECT_PROCEDURE: "function",
  OBJECT_ROUTINE: "function",
  OBJECT_AGGREGATE: "function",
  OBJECT_TRIGGER: "trigger",
  OBJECT_EVENT_TRIGGER: "trigger",
  OBJECT_RULE: "rule",
  OBJECT_MATVIEW: "materialized-view",
  OBJECT_EXTENSION: "extension",
  OBJECT_ROLE: "role",
  OBJECT_SCHEMA: "schema",
  OBJECT_DATABASE: "schema",
  OBJECT_TABLESPACE: "schema",
  OBJECT_SEQUENCE: "sequence",
  OBJECT_TYPE: "type",
  OBJECT_DOMAIN: "type",
  OBJECT_DOMCONSTRAINT: "type",
  OBJECT_ATTRIBUTE: "type",
};

/** Why a tenant's file may not hold a statement of this kind, whatever is in it; undefined when it may. */
export function refusedKind(statement: Statement): Refusal | undefined {
  const { type, node } = statement;
  if (type === "CreateTableAsStmt") {
    return node.objtype === "OBJECT_MATVIEW" ? "materialized-view" : "create-table-as";
  }
  // ANALYZE of named tables only: without a name it goes through the whole database.
  if (type === "VacuumStmt") return node.is_vacuumcmd || !node.rels ? "maintenance" : undefined;
  if (type === "ReindexStmt") return isReindexConcurrently(statement) ? undefined : "maintenance";
  // Operators, aggregates, types and more; each of them is a function or holds one.
  if (type === "DefineStmt") return node.kind === "OBJECT_TYPE" ? "type" : "function";
  if (!allowed.has(type)) return refusedStatements[type] ?? "statement";
  const object = textOf(node.removeType) || textOf(node.renameType) || textOf(node.objtype);
  return object && !allowedObjects.has(object) ? (refusedObjects[object] ?? "statement") : undefined;
}

/** REINDEX INDEX or TABLE … CONCURRENTLY, the one kind of maintenance that blocks nobody. */
export function isReindexConcurrently({ type, node }: Statement): boolean {
  const options = nodesOf(node.params, "DefElem");
  return (
    type === "ReindexStmt" &&
    ["REINDEX_OBJECT_INDEX", "REINDEX_OBJECT_TABLE"].includes(textOf(node.kind)) &&
    options.some(({ defname, arg }) => defname === "concurrently" && !arg)
  );
}
