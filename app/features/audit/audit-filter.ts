import { z } from "zod";
import { day, hasControls } from "#app/features/text-input.ts";

/** What can be chosen to look at; the actions are the keys of the words in messages/en/audit.ts. */
export const targetTypes = ["project", "task", "member", "invitation", "settings", "workspace"] as const;

const limit = day.optional().catch(undefined);
const text = z
  .string()
  .min(1)
  .max(64)
  .refine((value) => !hasControls(value))
  .optional()
  .catch(undefined);

const schema = z.object({
  actor: text,
  action: text,
  kind: z.enum(targetTypes).optional().catch(undefined),
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

/** A moment of the years that a day may have. */
const moment = z.iso.datetime().refine((at) => day.safeParse(at.slice(0, 10)).success);
const cursorSchema = z.tuple([moment, z.uuid()]);

export function packCursor({ at, id }: { at: Date; id: string }): string {
  return Buffer.from(JSON.stringify([at.toISOString(), id])).toString("base64url");
}

/** Undefined for one that was not made here: then it is the first page. */
export function unpackCursor(packed: string | null): { at: Date; id: string } | undefined {
  try {
    const [at, id] = cursorSchema.parse(JSON.parse(Buffer.from(packed ?? "", "base64url").toString("utf8")));
    return { at: new Date(at), id };
  } catch {
    return undefined;
  }
}
