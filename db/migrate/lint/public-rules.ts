import { namesIn } from "./names.ts";
import type { Finding, Refusal } from "./rules.ts";
import type { Statement } from "./source.ts";
import { nodesOf, type Place, type Tree, textOf, textsOf, walk } from "./tree.ts";

/**
 * What a file for the shared schema may not contain. It may do more than a tenant's file: it creates privileged functions.
 * Names in their bodies, and what is built at run time, are seen when the file runs: tenant-traces.ts.
 */
export function findPublicProblems({ type, node, start }: Statement): Finding[] {
  return [...walk({ [type]: node }, start)].flatMap((place) => [
    ...schemasIn(place)
      .filter((schema) => /^tenant_/.test(schema))
      .map((detail) => ({ rule: "tenant-schema" as const, at: place.at, detail })),
    ...refusedHere(place).map((rule) => ({ rule, at: place.at })),
  ]);
}

function schemasIn(place: Place): string[] {
  const { node, key, type, parent } = place;
  const named = namesIn(place).flatMap(({ qualifier }) => qualifier);
  const stated = [node.schemaname, node.newschema].map(textOf);
  // A schema appears alone in lists of objects, in default privileges and in search_path.
  const listed = ["objects", "object"].includes(key) && type === "String" ? [textOf(node.sval)] : [];
  const inAdvance =
    node.defname === "schemas" ? nodesOf(node.arg, "List").flatMap(({ items }) => textsOf(items) ?? []) : [];
  const searched =
    key === "args" && parent === "VariableSetStmt" ? [textOf((node.sval as Tree | undefined)?.sval)] : [];
  return [...named, ...stated, ...listed, ...inAdvance, ...searched];
}

/** Extensions are refused by kind. Rights, roles and functions are compared in the catalog: public-facts-query.ts. */
function refusedHere({ type, node }: Place): Refusal[] {
  if (type === "TransactionStmt") return ["transaction-control"];
  if (type && /^(Create|Alter)Extension/.test(type)) return ["extension"];
  return type === "DropStmt" && node.removeType === "OBJECT_EXTENSION" ? ["extension"] : [];
}
