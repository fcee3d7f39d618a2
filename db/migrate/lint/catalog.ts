import type postgres from "postgres";
import { tenantFactsQuery } from "./facts-query.ts";
import { publicFactsQuery } from "./public-facts-query.ts";
import type { Refusal } from "./rules.ts";

export type Relation = {
  oid: number;
  name: string;
  /** As in pg_class.relkind. */
  kind: string;
  /** Another one means that the table was rewritten or emptied. */
  filenode: number;
  /** An index's table; 0 for other relations. */
  table: number;
  hasPrimaryKey: boolean;
};

export type Column = {
  table: number;
  number: number;
  name: string;
  /** The transaction that wrote the column's row in the catalog: another one means that the column changed. */
  writer: string;
  /** A validated NOT NULL. */
  notNull: boolean;
  default: string | null;
  /** The default is computed: more than a constant, with or without a cast. */
  computed: boolean;
  generated: boolean;
};

export type Constraint = {
  table: number;
  name: string;
  /** As in pg_constraint.contype. */
  kind: string;
  validated: boolean;
  columns: number[];
  definition: string;
};

/** Something that no migration may add or change, and a tenant's may not remove either. */
export type Fact = {
  rule: Refusal;
  /** The relation and the number of the column that it belongs to; 0 when it belongs to none. */
  relation: number;
  column: number;
  /** Identifies the fact, with its state. `object` is for people. */
  id: string;
  state: string;
  object: string;
  /** A function of the schema app, which the shared schema's file may grant if its text has the name. */
  named?: string;
};

export type Catalog = { relations: Relation[]; columns: Column[]; constraints: Constraint[]; facts: Fact[] };

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

/**
 * The state of one schema and, as far as a session can change it, of the database around it.
 * pg_depend has an index on the schema, pg_class has none: the cost does not depend on the number of tenants.
 */
export async function readCatalog(tx: postgres.ISql, schema: string): Promise<Catalog> {
  const query = catalogQuery(schema === "public" ? publicFactsQuery : tenantFactsQuery);
  const [row] = await tx.unsafe<[{ catalog: Catalog }]>(query, [schema], { prepare: true });
  return row.catalog;
}

const relationsQuery = `
  select c.oid::int8 as oid, c.relname as name, c.relkind::text as kind, c.relfilenode::int8 as filenode,
    coalesce(i.indrelid, 0)::int8 as table,
    exists (select from pg_catalog.pg_index p where p.indrelid = c.oid and p.indisprimary) as "hasPrimaryKey"
  from own c left join pg_catalog.pg_index i on i.indexrelid = c.oid`;

/** The kinds of nodes that a stored expression has when it is a constant, a cast of one, or an array of them. */
const constantNodes =
  "'CONST', 'COERCEVIAIO', 'RELABELTYPE', 'COLLATEEXPR', 'ARRAYEXPR', 'ARRAYCOERCEEXPR', 'CASETESTEXPR', 'FUNCEXPR'";

const columnsQuery = `
  select a.attrelid::int8 as table, a.attnum as number, a.attname as name,
    a.xmin::text as writer, a.attgenerated <> '' as generated,
    a.attnotnull and not exists (select from pg_catalog.pg_constraint n
      where n.conrelid = a.attrelid and n.contype = 'n' and not n.convalidated and a.attnum = any (n.conkey)) as "notNull",
    pg_catalog.pg_get_expr(d.adbin, d.adrelid) as default,
    -- A cast is a call too; funcformat 0 is a call that was written as one.
    d.adbin is not null and (d.adbin::text ~ ':funcformat 0' or exists (
      select from pg_catalog.regexp_matches(d.adbin::text, '\\{([A-Z]+)', 'g') as node
      where node[1] not in (${constantNodes}))) as computed
  from own c join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  left join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
  where c.relkind in ('r', 'p', 'v')`;

const constraintsQuery = `
  select n.conrelid::int8 as table, n.conname as name, n.contype::text as kind, n.convalidated as validated,
    coalesce(n.conkey, '{}') as columns, pg_catalog.pg_get_constraintdef(n.oid) as definition
  from own c join pg_catalog.pg_constraint n on n.conrelid = c.oid where n.contype in ('c', 'f')`;

const catalogQuery = (factsQuery: string) => `
  with schema as materialized (
    select n.oid, n.nspowner, n.nspacl from pg_catalog.pg_namespace n where n.nspname = $1
  ), members as materialized (
    select d.classid, d.objid from pg_catalog.pg_depend d
    where d.refclassid = 'pg_catalog.pg_namespace'::regclass and d.refobjid = (select oid from schema)
  ), own as materialized (
    select c.* from pg_catalog.pg_class c where c.oid in (
      select m.objid from members m where m.classid = 'pg_catalog.pg_class'::regclass
      union all select i.indexrelid from pg_catalog.pg_index i join members m on m.objid = i.indrelid)
  )
  select json_build_object(
    'relations', (select coalesce(json_agg(r), '[]') from (${relationsQuery}) as r),
    'columns', (select coalesce(json_agg(r), '[]') from (${columnsQuery}) as r),
    'constraints', (select coalesce(json_agg(r), '[]') from (${constraintsQuery}) as r),
    'facts', (select coalesce(json_agg(r), '[]') from (${factsQuery}) as r)) as catalog`;
