import { findCalls } from "./calls.ts";
import { refusedKind } from "./kinds.ts";
import { type Name, namesIn } from "./names.ts";
import type { Finding, Refusal } from "./rules.ts";
import { findShapes } from "./shapes.ts";
import { ownSchema, type Statement } from "./source.ts";
import { relationOf, renamedTable, type Tables } from "./tables.ts";
import { type Place, walk } from "./tree.ts";
import { findVolatileDefaults } from "./volatile-default.ts";

/**
 * What a tenant's file may not do. A statement of a refused kind is refused as a whole; in any other, every name,
 * call and shape is looked at wherever it stands.
 * @param tables as they are before the statement.
 */
export function findTenantProblems(
  statement: Statement,
  tables: Tables,
  knownTables: readonly string[],
): Finding[] {
  const { type, node, start } = statement;
  const kind = refusedKind(statement);
  if (kind) return [{ rule: kind, at: start }];
  const places = [...walk({ [type]: node }, start)];
  const isNew = tables.created.has(relationOf(statement));
  return [
    ...places.flatMap((place) => [...findNames(place), ...findCalls(place), ...findShapes(place)]),
    ...(isNew ? [] : findVolatileDefaults(statement)),
    ...findUnknownName(statement, tables, knownTables),
  ];
}

/** Tables that are made and still there at the end of the file, and that the guard has no grants for. */
export function findUnguardable({ created }: Tables, knownTables: readonly string[]): Finding[] {
  return [...created]
    .filter(([table]) => !knownTables.includes(table))
    .map(([table, { statement }]) => ({ rule: "table-without-grants", at: statement.start, detail: table }));
}

/** A table of an earlier file keeps its guard under a new name, but the audit would know it no more. */
function findUnknownName(statement: Statement, tables: Tables, knownTables: readonly string[]): Finding[] {
  const renamed = renamedTable(tables, statement);
  if (!renamed || knownTables.includes(renamed.to) || tables.created.has(renamed.from)) return [];
  return [{ rule: "table-without-grants", at: statement.start, detail: renamed.to }];
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
