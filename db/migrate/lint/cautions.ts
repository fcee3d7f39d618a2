import {
  type Catalog,
  type Change,
  type Column,
  type Constraint,
  isTable,
  newColumns,
  type Relation,
} from "./catalog.ts";
import type { Caution } from "./rules.ts";

type CautionFound = { rule: Caution; detail?: string };

/**
 * What hurts while people work: a lock that lasts as long as a scan of the table, or the removal of what the previous
 * release still reads. Tables of the same file do not count: no one uses them yet.
 */
export function findCautions(change: Change): CautionFound[] {
  const { start, after } = change;
  const pairs = start.relations.map((relation) => ({
    relation,
    now: after.relations.find(({ oid }) => oid === relation.oid),
  }));
  return pairs.flatMap(({ relation, now }) => {
    const before = change.before.relations.find(({ oid }) => oid === relation.oid);
    if (!before || relation.kind === "i") return [];
    if (!now) return [{ rule: relation.kind === "v" ? "drop-view" : "drop-table", detail: before.name }];
    const rewritten = isTable(now) && before.filenode !== now.filenode;
    return [
      ...ofNames(before, now, change),
      ...(rewritten ? [ofNewFile(now, change)] : []),
      ...(isTable(now) ? ofTable(now, change, rewritten) : []),
    ];
  });
}

function ofNames(before: Relation, now: Relation, change: Change): CautionFound[] {
  const earlier = columnsOf(change.before, now);
  const later = columnsOf(change.after, now);
  const found: CautionFound[] = [];
  if (before.name !== now.name) found.push({ rule: "rename", detail: `${before.name} becomes ${now.name}` });
  for (const { number, name } of earlier) {
    const column = later.find((one) => one.number === number);
    if (!column) found.push({ rule: "drop-column", detail: name });
    else if (column.name !== name) found.push({ rule: "rename", detail: `${name} becomes ${column.name}` });
  }
  return found;
}

/** A table gets a new file when its rows are rewritten, and when all of them are removed. */
function ofNewFile(table: Relation, { before, after }: Change): CautionFound {
  const shape = (catalog: Catalog) =>
    JSON.stringify(
      columnsOf(catalog, table).map(({ number, writer, default: value }) => [number, writer, value]),
    );
  return shape(before) === shape(after)
    ? { rule: "drop-table", detail: `The rows of ${table.name}` }
    : { rule: "table-rewrite", detail: table.name };
}

function ofTable(table: Relation, change: Change, rewritten: boolean): CautionFound[] {
  const added = newColumns(change).filter((column) => column.table === table.oid);
  return [
    ...added.filter(isUnfilled).map(({ name }) => ({ rule: "add-column-not-null" as const, detail: name })),
    ...ofNotNull(table, change),
    ...(rewritten ? [] : ofIndexes(table, change)),
    ...ofConstraints(table, added, change),
  ];
}

function isUnfilled(column: Column): boolean {
  return column.notNull && column.default === null;
}

function ofNotNull(table: Relation, { before, after }: Change): CautionFound[] {
  const earlier = columnsOf(before, table);
  return columnsOf(after, table)
    .filter(({ number, notNull }) => notNull && earlier.some((one) => one.number === number && !one.notNull))
    .filter(({ name }) => !constraintsOf(before, table).some((constraint) => proves(constraint, name)))
    .map(({ name }) => ({ rule: "set-not-null", detail: name }));
}

/** Whether no row can pass this check without a value in the column, which saves PostgreSQL a look at the rows. */
function proves({ kind, validated, definition }: Constraint, column: string): boolean {
  const isNotNull = new RegExp(`\\("?${RegExp.escape(column)}"? IS NOT NULL\\)`);
  return kind === "c" && validated && isNotNull.test(definition) && !/ OR |NOT \(|CASE/.test(definition);
}

/** An index that keeps its file was not made again: the type of a column changed, and not its values. */
function ofIndexes(table: Relation, { before, after }: Change): CautionFound[] {
  const files = new Set(before.relations.map(({ filenode }) => filenode));
  return after.relations
    .filter((index) => index.table === table.oid && !files.has(index.filenode))
    .map(({ name }) => ({ rule: "index-not-concurrent", detail: name }));
}

/** A foreign key of new columns without a default has nothing to look at: every row has null. */
function ofConstraints(table: Relation, added: readonly Column[], { before, after }: Change): CautionFound[] {
  const known = new Set(constraintsOf(before, table).map(({ name }) => name));
  const isEmpty = (number: number) =>
    added.some((column) => column.number === number && column.default === null);
  return constraintsOf(after, table)
    .filter(({ name, validated }) => validated && !known.has(name))
    .filter(({ kind, columns }) => !(kind === "f" && columns.every(isEmpty)))
    .map(({ name }) => ({ rule: "constraint-not-valid", detail: name }));
}

function columnsOf({ columns }: Catalog, { oid }: Relation): Column[] {
  return columns.filter(({ table }) => table === oid);
}

function constraintsOf({ constraints }: Catalog, { oid }: Relation): Constraint[] {
  return constraints.filter(({ table }) => table === oid);
}
