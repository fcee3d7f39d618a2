import type { Finding } from "./rules.ts";
import type { Statement } from "./source.ts";
import { listOf, nodesOf, textOf, unwrap } from "./tree.ts";

/** Columns that are added with a default which is not a plain literal. */
export function findVolatileDefaults({ node, start }: Statement): Finding<"volatile-default">[] {
  return nodesOf(node.cmds, "AlterTableCmd")
    .filter(({ subtype }) => subtype === "AT_AddColumn")
    .flatMap(({ def }) => nodesOf(def, "ColumnDef"))
    .flatMap(({ colname, constraints, location }) =>
      nodesOf(constraints, "Constraint")
        .filter(({ contype, raw_expr }) => contype === "CONSTR_DEFAULT" && !isLiteral(raw_expr))
        .map(() => ({
          rule: "volatile-default",
          at: typeof location === "number" ? location : start,
          detail: textOf(colname),
        })),
    );
}

/** A constant, also with a type, or an array of them. */
function isLiteral(expression: unknown): boolean {
  return listOf(expression).every((tree) => {
    const { type, node } = unwrap(tree);
    if (type === "A_Const") return true;
    if (type === "TypeCast" || type === "CollateClause") return isLiteral(node.arg);
    return type === "A_ArrayExpr" && isLiteral(node.elements);
  });
}
