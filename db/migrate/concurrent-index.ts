import type postgres from "postgres";
import { parseSource, withOwnSchema } from "./lint/source.ts";
import { listOf, nodesOf, type Tree, textOf, textsOf } from "./lint/tree.ts";

/**
 * What a file with `-- transaction: off` does to the index `name`; the lint admits nothing else.
 * `hasCondition`: it creates an index with a WHERE clause or an expression.
 */
export type ConcurrentStatement = {
  kind: "create" | "drop" | "reindex";
  name: string;
  hasCondition: boolean;
};

/**
 * Reads CREATE, DROP or REINDEX … CONCURRENTLY.
 * @throws an Error for any other text, which the lint has refused before.
 */
export async function readConcurrent(sql: string): Promise<ConcurrentStatement> {
  const statements = await parseSource(withOwnSchema(sql));
  const [statement] = Array.isArray(statements) ? statements : [];
  const { type, node } = statement ?? { type: "Nothing", node: {} as Tree };
  if (type === "IndexStmt") {
    const isComputed = nodesOf(node.indexParams, "IndexElem").some(({ expr }) => expr);
    return {
      kind: "create",
      name: textOf(node.idxname),
      hasCondition: Boolean(node.whereClause) || isComputed,
    };
  }
  if (type === "DropStmt") return { kind: "drop", name: droppedName(node.objects), hasCondition: false };
  if (type !== "ReindexStmt") throw new Error(`${type} does not run outside a transaction.`);
  const [relation] = listOf(node.relation);
  return { kind: "reindex", name: textOf(relation?.relname), hasCondition: false };
}

/** The last part of `schema.name`. */
function droppedName(objects: unknown): string {
  const [list] = nodesOf(objects, "List");
  return textsOf(list?.items)?.at(-1) ?? "";
}

export type ConcurrentRun = { schema: string; statement: ConcurrentStatement; text: string };

/** Runs a build. `isAlone`: not beside another one, because they would wait for each other. */
export type Build = (isAlone: boolean, fn: () => Promise<unknown>) => Promise<unknown>;

/**
 * Runs a statement outside a transaction. It may have been interrupted before, or have run without being recorded: what an
 * attempt left is dropped, before the next one and after a failure, since every write pays for an invalid index; and what is
 * done already is not done again.
 */
export async function runConcurrent(
  client: postgres.ISql,
  run: ConcurrentRun,
  build: Build = (_, fn) => fn(),
): Promise<void> {
  const { kind } = run.statement;
  const indexes = await listIndexes(client, run);
  if (isDone(run.statement, indexes)) return;
  // DROP waits for the users of its table alone.
  if (kind === "drop") await client.unsafe(run.text);
  else await build(mustBeAlone(run.statement, indexes), () => attempt(client, run));
}

async function attempt(client: postgres.ISql, run: ConcurrentRun): Promise<void> {
  await dropLeftovers(client, run);
  try {
    await client.unsafe(run.text);
  } catch (error) {
    // What cannot be dropped now is dropped by the next attempt.
    await dropLeftovers(client, run).catch(() => {});
    throw error;
  }
}

type Index = { name: string; valid: boolean; named: boolean; transient: boolean; conditional: boolean };

/** While such an index is built, its session has a snapshot that other builds wait for. Plain ones exempt each other. */
function mustBeAlone({ kind, hasCondition }: ConcurrentStatement, indexes: readonly Index[]): boolean {
  return hasCondition || (kind === "reindex" && indexes.some((one) => one.named && one.conditional));
}

function isDone({ kind }: ConcurrentStatement, indexes: readonly Index[]): boolean {
  const index = indexes.find((one) => one.named);
  return kind === "create" ? index?.valid === true : kind === "drop" && !index;
}

async function dropLeftovers(client: postgres.ISql, run: ConcurrentRun): Promise<void> {
  const isLeft = ({ valid, named, transient }: Index) =>
    !valid && (run.statement.kind === "create" ? named : transient);
  for (const { name } of (await listIndexes(client, run)).filter(isLeft)) {
    await client.unsafe(`drop index concurrently if exists ${name}`);
  }
}

/** The indexes of the table with the index that the statement names; none when there is no such index. */
async function listIndexes(
  client: postgres.ISql,
  { schema, statement }: ConcurrentRun,
): Promise<readonly Index[]> {
  return await client<Index[]>`
    select format('%I.%I', n.nspname, c.relname) as name, i.indisvalid as valid, c.oid = named.oid as named,
      c.relname ~ '_cc(new|old)[0-9]*$' as transient, i.indpred is not null or i.indexprs is not null as conditional
    from pg_catalog.pg_class named
    join pg_catalog.pg_index own on own.indexrelid = named.oid
    join pg_catalog.pg_index i on i.indrelid = own.indrelid
    join pg_catalog.pg_class c on c.oid = i.indexrelid
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where named.relname = ${statement.name} and named.relnamespace = to_regnamespace(quote_ident(${schema}))`;
}
