import { type Place, type Tree, textOf, textsOf } from "./tree.ts";

/** A name in a statement: its qualifiers, outermost first, and whether the object is written or only read. */
export type Name = { qualifier: string[]; name: string; writes: boolean; isRelation: boolean };

/** Lists of strings that are columns and the like. Any other list of strings counts as a qualified name. */
const columnLists = new Set([
  "fields",
  "indirection",
  "keys",
  "including",
  "fk_attrs",
  "pk_attrs",
  "fk_del_set_cols",
  "colnames",
  "colNames",
  "aliases",
  "aliascolnames",
  "usingClause",
  "search_col_list",
  "cycle_col_list",
  "va_cols",
  "stat_types",
  "cols",
]);

/** Where a relation is read. Anywhere else it counts as written. */
const readingFields = new Set(["fromClause", "usingClause", "larg", "rarg", "sourceRelation", "lockedRels"]);

/** Objects whose name begins with their table's: `comment on column t.c`. */
const partsOfTables = new Set([
  "OBJECT_COLUMN",
  "OBJECT_TABCONSTRAINT",
  "OBJECT_POLICY",
  "OBJECT_TRIGGER",
  "OBJECT_RULE",
]);

/** The names in a node itself, not in its children: of relations, functions, types, operators, collations and others. */
export function namesIn({ type, node, key, parent }: Place): Name[] {
  if (type === "CommentStmt" || type === "DropStmt") return objectNames(node);
  // objectNames has read these lists.
  if (type === "List" && (parent === "CommentStmt" || parent === "DropStmt")) return [];
  if (typeof node.relname === "string") return [relationName(node, key, parent)];
  return Object.entries(node).flatMap(([field, value]) => {
    const texts = columnLists.has(field) ? undefined : textsOf(value);
    return texts ? [nameOf(texts, false, false)] : [];
  });
}

function objectNames(node: Tree): Name[] {
  const ofTable = partsOfTables.has(textOf(node.objtype) || textOf(node.removeType));
  const lists = [node.object, ...(Array.isArray(node.objects) ? node.objects : [])];
  return lists.flatMap((list: { List?: Tree } | undefined) => {
    const texts = textsOf(list?.List?.items);
    return texts ? [nameOf(ofTable ? texts.slice(0, -1) : texts, true, true)] : [];
  });
}

function relationName({ catalogname, schemaname, relname }: Tree, key: string, parent?: string): Name {
  const texts = [catalogname, schemaname, relname].map(textOf).filter((text) => text !== "");
  return nameOf(texts, !readingFields.has(key) && parent !== "RangeTableSample", true);
}

function nameOf(texts: string[], writes: boolean, isRelation: boolean): Name {
  return { qualifier: texts.slice(0, -1), name: texts.at(-1) ?? "", writes, isRelation };
}
