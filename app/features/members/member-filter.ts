import { z } from "zod";
import { type Role, roles } from "#app/access/permissions.ts";
import { keyText, packKeyset, unpackKeyset } from "#app/features/keyset.ts";

const schema = z.object({
  q: z
    .string()
    .transform((words) => words.trim())
    .pipe(
      z
        .string()
        .min(1)
        .max(100)
        .regex(/^[^\p{Cc}\p{Cs}]+$/u),
    )
    .optional()
    .catch(undefined),
  role: z.enum(roles).optional().catch(undefined),
});

export type MemberChoices = { q?: string | undefined; role?: Role | undefined };

/** The filter in a URL. Invalid choices are dropped, so that an old link still works. */
export function readMemberChoices(search: URLSearchParams): MemberChoices {
  return schema.parse(Object.fromEntries(search));
}

/** The choices as URL parameters. */
export function memberSearch({ q, role }: MemberChoices, more: Record<string, string> = {}): string {
  const search = new URLSearchParams({ ...(q && { q }), ...(role && { role }), ...more }).toString();
  return search && `?${search}`;
}

const keyset = z.tuple([keyText, keyText]);

export function packPlace({ sortName, id }: { sortName: string; id: string }): string {
  return packKeyset([sortName, id]);
}

/** Undefined for an invalid cursor, which means the first page. */
export function unpackPlace(packed: string | null): { sortName: string; id: string } | undefined {
  const values = unpackKeyset(packed, keyset);
  return values && { sortName: values[0], id: values[1] };
}
