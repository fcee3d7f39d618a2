import type { Finding, Refusal } from "./rules.ts";
import { nodesOf, type Place, type Tree, textOf, textsOf } from "./tree.ts";

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

/** Why others are refused; what is on neither list is refused as "statement". */
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

/** What a node is that a tenant's schema may not have: objects that last too short or too long, or escape the guard. */
export function findShapes({ type, node, key, at }: Place): Finding<Refusal>[] {
  const rules = [
    ...ofRelation(node),
    ...(key === "intoClause" ? (["create-table-as"] as const) : []),
    ...(type === "CreateStmt" ? ofTable(node) : []),
    ...(type === "ViewStmt" && !hasInvoker(node.options) ? (["view"] as const) : []),
    ...(type === "AlterTableCmd" ? ofCommand(node) : []),
    ...(type === "IndexStmt" || type === "Constraint" ? ofIndex(node) : []),
  ];
  return rules.map((rule) => ({ rule, at }));
}

function ofRelation(node: Tree): Refusal[] {
  const [type, ...more] = textsOf(node.names) ?? [];
  if (type && more.length === 0 && /^(big|small)?serial[248]?$/.test(type) && "typemod" in node)
    return ["sequence"];
  if (node.relpersistence === "t") return ["temporary"];
  return node.relpersistence === "u" ? ["unlogged"] : [];
}

function ofTable({
  inhRelations,
  partspec,
  partbound,
  ofTypename,
  tablespacename,
  accessMethod,
}: Tree): Refusal[] {
  if (inhRelations || partspec || partbound) return ["partition"];
  if (ofTypename) return ["type"];
  return tablespacename || accessMethod ? ["storage"] : [];
}

function ofCommand({ subtype, def }: Tree): Refusal[] {
  const name = textOf(subtype);
  if (!allowedCommands.has(name)) {
    return [refusedCommands.find(([pattern]) => pattern.test(name))?.[1] ?? "statement"];
  }
  const options = nodesOf(def, "List").flatMap(({ items }) => nodesOf(items, "DefElem"));
  const touched = options.some(({ defname }) => defname === "security_invoker");
  return touched && (name === "AT_ResetRelOptions" || !hasInvoker(options.map((DefElem) => ({ DefElem }))))
    ? ["view"]
    : [];
}

function ofIndex({ contype, tableSpace, indexspace, indexParams, exclusions }: Tree): Refusal[] {
  const found: Refusal[] = [];
  if (contype === "CONSTR_IDENTITY") found.push("sequence");
  if (tableSpace || indexspace) found.push("storage");
  const excluded = nodesOf(exclusions, "List").flatMap(({ items }) => nodesOf(items, "IndexElem"));
  const elements = [...nodesOf(indexParams, "IndexElem"), ...excluded];
  // `((name))` is a plain column all the same.
  if (elements.some(({ expr }) => expr && nodesOf(expr, "ColumnRef").length === 0))
    found.push("expression-index");
  return found;
}

/** Every mention has to say so, in the words that PostgreSQL takes for true. */
function hasInvoker(options: unknown): boolean {
  const mentions = nodesOf(options, "DefElem").filter(({ defname }) => defname === "security_invoker");
  return mentions.length > 0 && mentions.every(({ arg, defnamespace }) => !defnamespace && isTrue(arg));
}

function isTrue(value: unknown): boolean {
  if (value === undefined) return true;
  const [text] = nodesOf(value, "String");
  const [number] = nodesOf(value, "Integer");
  return ["true", "on", "yes", "1"].includes(textOf(text?.sval).toLowerCase()) || number?.ival === 1;
}
