import type { Catalog, Fact, Relation } from "./catalog.ts";
import { findCautions } from "./cautions.ts";
import { type Change, isTable, newColumns } from "./change.ts";
import type { Finding } from "./rules.ts";

/** What one statement did that a migration may not do, or that hurts: whatever SQL it was done by. */
export function findEffects(change: Change, at: number): Finding[] {
  return [...findChangedFacts(change), ...findComputedDefaults(change), ...findCautions(change)].map(
    (finding) => ({ ...finding, at }),
  );
}

/** What only counts if it is still so at the end of a file: tables without grants, and without a primary key. */
export function findLeftovers(
  { start, end, allowedTables }: { start: Catalog; end: Catalog; allowedTables: readonly string[] },
  placeOf: (table: Relation) => number,
): Finding[] {
  return end.relations.filter(isTable).flatMap((table): Finding[] => {
    const earlier = start.relations.find(({ oid }) => oid === table.oid);
    const found: Finding[] = [];
    const at = placeOf(table);
    if (!allowedTables.includes(table.name) && earlier?.name !== table.name) {
      found.push({ rule: "table-without-grants", at, detail: table.name });
    }
    if (!earlier && !table.hasPrimaryKey) found.push({ rule: "no-primary-key", at, detail: table.name });
    return found;
  });
}

type Effect = Omit<Finding, "at">;

function findChangedFacts(change: Change): Effect[] {
  const { before, after } = change;
  const left = new Set(after.facts.map(keyOf));
  const removed = before.facts.filter((fact) => !left.has(keyOf(fact)) && isOwnerLeft(fact, after));
  const changes = new Map(
    [...removed, ...listAddedFacts(change)].map((fact) => [`${fact.rule} ${fact.object}`, fact]),
  );
  return [...changes.values()].map(({ rule, object }) => ({ rule, detail: object }));
}

/** Facts that are new, or in a new state. */
export function listAddedFacts({ before, after }: Pick<Change, "before" | "after">): Fact[] {
  const known = new Set(before.facts.map(keyOf));
  return after.facts.filter((fact) => !known.has(keyOf(fact)));
}

function keyOf({ rule, relation, column, id, state }: Fact): string {
  return JSON.stringify([rule, relation, column, id, state]);
}

/** A dropped relation or column takes its rights and policies along. */
function isOwnerLeft({ relation, column }: Fact, { relations, columns }: Catalog): boolean {
  if (relation === 0) return true;
  if (column === 0) return relations.some(({ oid }) => oid === relation);
  return columns.some(({ table, number }) => table === relation && number === column);
}

function findComputedDefaults(change: Change): Effect[] {
  return newColumns(change)
    .filter(({ computed, generated }) => computed && !generated)
    .map(({ name }) => ({ rule: "volatile-default", detail: name }));
}
