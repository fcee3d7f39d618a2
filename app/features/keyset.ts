import { z } from "zod";

/**
 * Keyset pagination: the URL has the sort key of the last row, and the next page starts after it. Each page costs the
 * same, and concurrent inserts and deletes repeat no row.
 */

/** A timestamp that PostgreSQL accepts, too: it has no year 0 and limits fractions. */
export const keyMoment = z.iso
  .datetime()
  .max(32)
  .refine((at) => !at.startsWith("0000"));
export const keyText = z
  .string()
  .max(400)
  .refine((text) => !/\p{Cc}|\p{Cs}/u.test(text));
export const keyId = z.uuid();

/** The values for a URL. */
export function packKeyset(values: readonly string[]): string {
  return Buffer.from(JSON.stringify(values)).toString("base64url");
}

/** Undefined if it does not match the schema, and so was not made for this order: that means the first page. */
export function unpackKeyset<Schema extends z.ZodType>(
  packed: string | null | undefined,
  schema: Schema,
): z.infer<Schema> | undefined {
  if (!packed || packed.length > 2000) return undefined;
  try {
    return schema.parse(JSON.parse(Buffer.from(packed, "base64url").toString("utf8")));
  } catch {
    return undefined;
  }
}
