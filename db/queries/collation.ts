import { type RawBuilder, sql } from "kysely";

/**
 * Text compared by ICU's root collation instead of the database's own, which may be ASCII only: á sorts among the a's. The
 * order is total: bytes decide between texts that ICU finds equal.
 */
export function collated<Text>(text: RawBuilder<Text>): RawBuilder<Text> {
  return sql<Text>`(${text}) collate "und-x-icu"`;
}

/** The same in lower case. */
export function folded(text: RawBuilder<unknown>): RawBuilder<string> {
  return sql<string>`lower(${collated(text)})`;
}

/**
 * Whether one of these texts contains the search text, ignoring case. Not a pattern: `***=` makes a regular expression of
 * plain text. PostgreSQL can cancel it, unlike strpos and LIKE, which compare two long texts for minutes.
 */
export function contains(texts: readonly RawBuilder<unknown>[], search: string): RawBuilder<boolean> {
  const needle = sql`('***=' || ${folded(sql`${search}::text`)})`;
  const found = texts.map((text) => sql`${folded(text)} ~ ${needle}`);
  return sql<boolean>`(${sql.join(found, sql` or `)})`;
}
