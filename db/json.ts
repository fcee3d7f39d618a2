import { type RawBuilder, sql } from "kysely";
import type { Json } from "./types.ts";

/**
 * A value for a jsonb column, including null. Sent as text: the driver would encode JSON a second time, and the column would
 * hold a string.
 */
export function toJson(value: unknown): RawBuilder<Json> {
  return sql<Json>`${JSON.stringify(value)}::text::jsonb`;
}
