import { type Catalog, type Change, type Fact, isTable, newColumns, type Relation } from "./catalog.ts";
import { findCautions } from "./cautions.ts";
import type { Finding } from "./rules.ts";

type Effect = Omit<Finding, "at">;

/** What one statement did to a tenant's schema that a migration may not do, or that hurts. */
export function findTenantEffects(change: Change): Effect[] {
  const { before, after } = change;
  const left = new Set(after.facts.map(keyOf));
  const removed = before.facts.filter((fact) => !left.has(keyOf(fact)) && isOwnerLeft(fact, after));
  const computed = newColumns(change).filter((column) => column.computed && !column.generated);
  return [
    ...toEffects([...removed, ...listAddedFacts(change)]),
    ...computed.map(({ name }) => ({ rule: "volatile-default" as const, detail: name })),
    ...findCautions(change),
  ];
}

/**
 * What one statement did to the shared schema that no file may do, or that hurts.
 * @param sql the whole file: a right on a function that it does not name was granted on all functions, or by a made-up name.
 */
export function findPublicEffects(change: Change, sql: string): Effect[] {
  const added = listAddedFacts(change).filter(({ named }) => !named || !sql.includes(named));
  return [...toEffects(added), ...findCautions(change)];
}

/** What only counts if it is still so at the end of a file: tables without grants, and without a primary key. */
export function findLeftovers(
  start: Catalog,
  end: Catalog,
  allowedTables: readonly string[] | undefined,
  placeOf: (table: Relation) => number,
): Finding[] {
  return end.relations.filter(isTable).flatMap((table): Finding[] => {
    const earlier = start.relations.find(({ oid }) => oid === table.oid);
    const found: Finding[] = [];
    const at = placeOf(table);
    if (allowedTables && !allowedTables.includes(table.name) && earlier?.name !== table.name) {
      found.push({ rule: "table-without-grants", at, detail: table.name });
    }
    if (!earlier && !table.hasPrimaryKey) found.push({ rule: "no-primary-key", at, detail: table.name });
    return found;
  });
}

/** Facts that are new, or in a new state. */
function listAddedFacts({ before, after }: Change): Fact[] {
  const known = new Set(before.facts.map(keyOf));
  return after.facts.filter((fact) => !known.has(keyOf(fact)));
}

function keyOf({ rule, relation, column, id, state, object }: Fact): string {
  return JSON.stringify([rule, relation, column, id || object, state]);
}

/** A dropped relation or column takes its rights and policies along. */
function isOwnerLeft({ relation, column }: Fact, { relations, columns }: Catalog): boolean {
  if (relation === 0) return true;
  if (column === 0) return relations.some(({ oid }) => oid === relation);
  return columns.some(({ table, number }) => table === relation && number === column);
}

/** A fact with another state was removed and added, and is reported once. */
function toEffects(facts: Fact[]): Effect[] {
  const named = new Map(facts.map((fact) => [`${fact.rule} ${fact.object}`, fact]));
  return [...named.values()].map(({ rule, object }) => ({ rule, detail: object }));
}
