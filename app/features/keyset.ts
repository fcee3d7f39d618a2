import { z } from "zod";

/**
 * Pages by key: the address holds the sort values of the last row that was shown, and the next page begins after them.
 * So a page costs the same wherever it is, and rows that come or go meanwhile make none appear twice.
 */

/** A moment that PostgreSQL knows too: it has no year 0, and takes no fraction of any length. */
export const keyMoment = z.iso
  .datetime()
  .max(32)
  .refine((at) => !at.startsWith("0000"));
export const keyText = z
  .string()
  .max(400)
  .refine((text) => !/\p{Cc}|\p{Cs}/u.test(text));
export const keyId = z.uuid();

/** The values for an address. */
export function packKeyset(values: readonly string[]): string {
  return Buffer.from(JSON.stringify(values)).toString("base64url");
}

/** Undefined for what does not fit the schema, and so was not made here for this order: then it is the first page. */
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
