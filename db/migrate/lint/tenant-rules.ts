import { findCalls } from "./calls.ts";
import { refusedCommand, refusedKind } from "./kinds.ts";
import { type Name, namesIn } from "./names.ts";
import type { Finding, Refusal } from "./rules.ts";
import { findUnsharded } from "./sharding.ts";
import { ownSchema, type Statement } from "./source.ts";
import { nodesOf, type Place, walk } from "./tree.ts";

/**
 * What a tenant's file may not hold. A statement of a refused kind is refused as a whole; in any other, every name
 * and call is checked wherever it stands. What a statement does to the catalog is seen when it runs: effects.ts.
 */
export function findTenantProblems(statement: Statement): Finding[] {
  const { type, node, start } = statement;
  const kind = refusedKind(statement);
  if (kind) return [{ rule: kind, at: start }];
  return [...walk({ [type]: node }, start)].flatMap((place) => [
    ...findNames(place),
    ...findCalls(place),
    ...findForms(place),
    ...findUnsharded(place),
  ]);
}

function findNames(place: Place): Finding[] {
  return namesIn(place).flatMap((name) => {
    const rule = refusedName(name);
    const detail = [...name.qualifier, name.name].join(".").replace(ownSchema, "$TENANT_SCHEMA$");
    return rule ? [{ rule, at: place.at, detail }] : [];
  });
}

function refusedName({ qualifier, name, writes, isRelation }: Name): Refusal | undefined {
  const schema = qualifier.join(".");
  if (schema === "pg_temp") return "temporary";
  // search_path looks into pg_catalog first, so these names mean its relations.
  const isCatalog = schema === "pg_catalog" || (schema === "" && isRelation && /^pg_/.test(name));
  if (isCatalog ? writes : schema !== "" && schema !== ownSchema) return "other-schema";
  return writes && name === "_migrations" ? "ledger" : undefined;
}

/** What gives a statement another kind than its first words say, and indexes, which may be made outside a transaction. */
function findForms({ type, node, key, at }: Place): Finding<Refusal>[] {
  const found: Refusal[] = [];
  if (node.relpersistence === "t") found.push("temporary");
  if (key === "intoClause") found.push("create-table-as");
  const command = type === "AlterTableCmd" ? refusedCommand(node) : undefined;
  if (command) found.push(command);
  if (type === "IndexStmt" && node.tableSpace) found.push("storage");
  // `((name))` is a plain column all the same.
  if (
    nodesOf(node.indexParams, "IndexElem").some(({ expr }) => expr && nodesOf(expr, "ColumnRef").length === 0)
  )
    found.push("expression-index");
  return found.map((rule) => ({ rule, at }));
}
