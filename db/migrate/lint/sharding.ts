import type { Finding, Refusal } from "./rules.ts";
import { listOf, nodesOf, type Place, type Tree, textOf, textsOf, walk } from "./tree.ts";

/** PostgreSQL's volatile functions that a migration may call at all. */
export const volatileFunctions = [
  "array_sample",
  "array_shuffle",
  "clock_timestamp",
  "current_query",
  "currtid2",
  "gen_random_uuid",
  "random",
  "random_normal",
  "setseed",
  "timeofday",
  "txid_status",
  "uuidv4",
  "uuidv7",
];

/** Functions whose result depends on the time or the session. */
const timeDependent = [
  ...volatileFunctions,
  "now",
  "transaction_timestamp",
  "statement_timestamp",
  "current_setting",
];

/**
 * Statements that PostgreSQL runs and a Citus cluster refuses (measured on Citus 13.2). They are refused from the start,
 * because an applied file is never edited.
 */
export function findUnsharded({ type, node, at }: Place): Finding<Refusal>[] {
  switch (type) {
    case "MergeStmt":
      return [{ rule: "merge", at }];
    case "InsertStmt":
      return [...(isCopy(node) ? [{ rule: "insert-select" as const, at }] : []), ...ofUpsert(node, at)];
    case "UpdateStmt":
      return callsOf(node, volatileFunctions, at).map((call) => ({ rule: "volatile-update", ...call }));
    case "AlterTableStmt":
      return countConstraints(node) > 1 ? [{ rule: "several-constraints", at }] : [];
    default:
      return [];
  }
}

function isCopy({ selectStmt, returningClause }: Tree): boolean {
  return nodesOf(selectStmt, "SelectStmt").some(({ valuesLists }) => !valuesLists) && !returningClause;
}

function ofUpsert({ onConflictClause }: Tree, at: number): Finding<Refusal>[] {
  return listOf(onConflictClause)
    .filter(({ action }) => action === "ONCONFLICT_UPDATE")
    .flatMap((clause) => callsOf(clause, timeDependent, at))
    .map((call) => ({ rule: "upsert-moment", ...call }));
}

function callsOf(
  root: Tree,
  functions: readonly string[],
  fallback: number,
): { at: number; detail: string }[] {
  return [...walk(root, fallback)].flatMap(({ type, node, at }) => {
    if (type === "SQLValueFunction" && functions === timeDependent) {
      return [{ at, detail: textOf(node.op).replace("SVFOP_", "") }];
    }
    const name = type === "FuncCall" ? (textsOf(node.funcname)?.at(-1) ?? "") : "";
    return functions.includes(name) ? [{ at, detail: name }] : [];
  });
}

function countConstraints({ cmds }: Tree): number {
  const definitions = nodesOf(cmds, "AlterTableCmd").map(({ def }) => def);
  const onColumns = definitions
    .flatMap((def) => nodesOf(def, "ColumnDef"))
    .flatMap(({ constraints }) => nodesOf(constraints, "Constraint"))
    .filter(({ contype }) =>
      ["CONSTR_CHECK", "CONSTR_UNIQUE", "CONSTR_PRIMARY", "CONSTR_FOREIGN"].includes(textOf(contype)),
    );
  return onColumns.length + definitions.flatMap((def) => nodesOf(def, "Constraint")).length;
}
