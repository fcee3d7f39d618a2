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

/** The choices in an address. One that cannot be is left out, so that an old link still shows something. */
export function readChoices(search: URLSearchParams): AuditChoices {
  return schema.parse(Object.fromEntries(search));
}

/** The choices as an address has them. */
export function toSearch(choices: AuditChoices, more: Record<string, string> = {}): string {
  const chosen = Object.entries({ ...choices, ...more }).filter(([, value]) => value);
  return `?${new URLSearchParams(chosen as [string, string][])}`;
}

const keyset = z.tuple([keyMoment, keyId]);

export function packCursor({ at, id }: { at: Date; id: string }): string {
  return packKeyset([at.toISOString(), id]);
}

/** Undefined for one that was not made here: then it is the first page. */
export function unpackCursor(packed: string | null): { at: Date; id: string } | undefined {
  const values = unpackKeyset(packed, keyset);
  return values && { at: new Date(values[0]), id: values[1] };
}
