import type postgres from "postgres";
import { RecentMap } from "#db/directory/recent-map.ts";
import type { Client } from "./session.ts";

/** The extended protocol takes one statement, so no second one can be appended. */
export const named = { simple: false, prepare: true } as const;
/** SQL cannot replace an unnamed statement. */
export const unnamed = { simple: false, prepare: false } as const;

/** The types of a statement's parameters as the server once told us, by its text. Longer texts are asked for each time. */
const known = new RecentMap<number[]>(1000);
const longest = 20_000;

type Statement = {
  sql: string;
  values: readonly unknown[];
  /** The text to prepare by name. Without it, the statement is unnamed and leaves nothing on the session. */
  prepareAs?: string | undefined;
};

/**
 * Sends a statement with its values in one message. postgres.js asks the server for the types of the parameters first, a round
 * trip for each use of an unnamed statement and for each connection's first use of a named one. We ask once per process.
 */
export async function send(
  client: Client,
  { sql, values, prepareAs }: Statement,
): Promise<postgres.RowList<postgres.Row[]>> {
  if (values.length === 0) return await client.unsafe(prepareAs ?? sql, [], prepareAs ? named : unnamed);
  const key = values.map(typeHint).join() + sql;
  const types = known.get(key);
  if (types) return await sendTyped(client, prepareAs ?? sql, values, types, key, Boolean(prepareAs));
  const rows = await client.unsafe<postgres.Row[]>(sql, [...values] as never[], unnamed);
  if (sql.length <= longest) known.set(key, [...rows.statement.types]);
  return rows;
}

async function sendTyped(
  client: Client,
  text: string,
  values: readonly unknown[],
  types: readonly number[],
  key: string,
  isNamed: boolean,
) {
  const typed = values.map((value, index) => client.typed(value as never, types[index] ?? 0));
  const query = client.unsafe<postgres.Row[]>(text, typed as never[], isNamed ? named : unnamed);
  // The driver asks even if every parameter has a type; this property makes it.
  Object.defineProperty(query, "describeFirst", { get: () => false, set: () => {} });
  try {
    return await query;
  } catch (error) {
    // A migration may have changed a column's type. Asking again costs a round trip.
    known.delete(key);
    throw error;
  }
}

/** The type that the driver derives from a value itself; 0 leaves it to the server. */
function typeHint(value: unknown): number {
  if (value instanceof Date) return 1184;
  if (value instanceof Uint8Array) return 17;
  if (typeof value === "boolean") return 16;
  if (typeof value === "bigint") return 20;
  return Array.isArray(value) ? typeHint(value[0]) : 0;
}
