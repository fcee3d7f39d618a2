import { type RawBuilder, sql } from "kysely";

/**
 * Text that is compared by ICU's root rules, whatever the database's own are: some know ASCII only. Ñ is ñ too, and words
 * go as people look for them, á among the a's. The order is a total one: what ICU finds equal, bytes tell apart.
 */
export function collated<Text>(text: RawBuilder<Text>): RawBuilder<Text> {
  return sql<Text>`(${text}) collate "und-x-icu"`;
}

/** The same in lower case. */
export function folded(text: RawBuilder<unknown>): RawBuilder<string> {
  return sql<string>`lower(${collated(text)})`;
}

/** Whether one of these texts has this in it, whatever the case. It is text, and no pattern. */
export function contains(texts: readonly RawBuilder<unknown>[], search: string): RawBuilder<boolean> {
  const needle = folded(sql`${search}::text`);
  const found = texts.map((text) => sql`strpos(${folded(text)}, ${needle}) > 0`);
  return sql<boolean>`(${sql.join(found, sql` or `)})`;
}
