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

/** Why other statements are refused; a statement on neither list is refused as "statement". */
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
  if (!allowed.has(type)) return refusedStatements[type] ?? "statement";
  const object = textOf(node.removeType) || textOf(node.renameType) || textOf(node.objtype);
  return object && !allowedObjects.has(object) ? (refusedObjects[object] ?? "statement") : undefined;
}

/** REINDEX INDEX or TABLE … CONCURRENTLY, the only maintenance that does not block. */
export function isReindexConcurrently({ type, node }: Statement): boolean {
  const options = nodesOf(node.params, "DefElem");
  return (
    type === "ReindexStmt" &&
    ["REINDEX_OBJECT_INDEX", "REINDEX_OBJECT_TABLE"].includes(textOf(node.kind)) &&
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

/** Why other commands are refused; a command on neither list is refused as "statement". */
const refusedCommands: [RegExp, Refusal][] = [
  [/RowSecurity$/, "row-security"],
  [/ChangeOwner$/, "owner"],
  [/Trig(All|User)?$/, "trigger"],
  [/Rule$/, "rule"],
  [/Inherit$|Partition/, "partition"],
  [/Identity$/, "sequence"],
  [/(Add|Drop)Of$/, "type"],
  [/Set(Un)?Logged$/, "unlogged"],
  [/TableSpace$|AccessMethod$/, "storage"],
  [/Cluster/, "maintenance"],
];

/** Why ALTER TABLE may not contain this command; undefined when it may. */
export function refusedCommand({ subtype }: Tree): Refusal | undefined {
  const name = textOf(subtype);
  if (allowedCommands.has(name)) return undefined;
  return refusedCommands.find(([pattern]) => pattern.test(name))?.[1] ?? "statement";
}
