import { type RawBuilder, sql } from "kysely";
import type { Json } from "./types.ts";

/**
 * A value for a jsonb column, null included. Sent as text: what the driver takes for JSON it would encode a second time,
 * and the column would hold a string.
 */
export function toJson(value: unknown): RawBuilder<Json> {
  return sql<Json>`${JSON.stringify(value)}::text::jsonb`;
}
