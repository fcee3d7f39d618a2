import type { Catalog, Column, Relation } from "./catalog.ts";

/** The catalog before a file, before one of its statements, and after that statement. */
export type Change = { start: Catalog; before: Catalog; after: Catalog };

export function isTable({ kind }: Relation): boolean {
  return kind === "r" || kind === "p";
}

/** Columns that the statement added to tables of earlier files. */
export function newColumns({ start, before, after }: Change): Column[] {
  const known = new Set(before.columns.map(({ table, number }) => `${table}.${number}`));
  const tables = new Set(start.relations.filter(isTable).map(({ oid }) => oid));
  return after.columns.filter(({ table, number }) => tables.has(table) && !known.has(`${table}.${number}`));
}
