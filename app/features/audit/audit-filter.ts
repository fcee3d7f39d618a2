import { z } from "zod";
import { auditKinds } from "#app/features/features.ts";
import { keyId, keyMoment, packKeyset, unpackKeyset } from "#app/features/keyset.ts";
import { day } from "#app/forms/text-input.ts";

const limit = day.optional().catch(undefined);
const text = z
  .string()
  .min(1)
  .max(64)
  .regex(/^\P{Cc}+$/u)
  .optional()
  .catch(undefined);

const schema = z.object({
  actor: text,
  kind: z.enum(auditKinds).optional().catch(undefined),
  from: limit,
  to: limit,
});

export type AuditChoices = z.infer<typeof schema>;

/** The choices in a URL. Invalid ones are dropped, so that an old link still works. */
export function readChoices(search: URLSearchParams): AuditChoices {
  return schema.parse(Object.fromEntries(search));
}

/** The choices as URL parameters. */
export function toSearch(choices: AuditChoices, more: Record<string, string> = {}): string {
  const chosen = Object.entries({ ...choices, ...more }).filter(([, value]) => value);
  return `?${new URLSearchParams(chosen as [string, string][])}`;
}

const keyset = z.tuple([keyMoment, keyId]);

export function packCursor({ at, id }: { at: Date; id: string }): string {
  return packKeyset([at.toISOString(), id]);
}

/** Undefined for an invalid cursor, which means the first page. */
export function unpackCursor(packed: string | null): { at: Date; id: string } | undefined {
  const values = unpackKeyset(packed, keyset);
  return values && { at: new Date(values[0]), id: values[1] };
}
