import { z } from "zod";
import { line, text } from "#app/forms/text-input.ts";
import { projectColors, projectStatuses } from "./project-fields.ts";

const name = line({ atMost: 120, required: true });
const status = z.enum(projectStatuses, "choose");

export const projectSchema = z.object({
  name,
  description: text({ atMost: 2000 }),
  color: z.enum(projectColors, "choose").default("blue"),
  status: status.default("active"),
});

/** An invalid version becomes 0, which no row has: both versions are shown and nothing is overwritten. */
const version = z
  .string()
  .optional()
  .catch(undefined)
  .transform((digits = "") => (/^\d{1,9}$/.test(digits) ? Number(digits) : 0));

export const editSchema = projectSchema.extend({
  /** Sent only by members who may change the owner. */
  ownerId: line({ atMost: 64 }).transform((id) => id || undefined),
  version,
});

/** One field, changed in the list, with its previous value. */
export const nameSchema = z.object({ name, seen: line({ atMost: 120 }) });
export const statusSchema = z.object({ status, seen: line({ atMost: 120 }) });

export const maxSelected = 100;

/** Ids of projects. Anything else is dropped. */
export function readIds(form: FormData): string[] {
  const ids = form.getAll("id").filter((id) => z.uuid().safeParse(id).success);
  return (ids as string[]).slice(0, maxSelected);
}

/** What was just done, for the notice on the next page. */
export const doneSchema = z.object({
  did: z.enum(["archived", "restored", "deleted"]),
  ids: z.array(z.uuid()).max(maxSelected),
  /** The project's name, if there was only one. */
  name: z.string().max(240),
  /** How many the member was not allowed to move. */
  left: z.number().int().min(0).max(maxSelected),
});
export type Done = z.infer<typeof doneSchema>;

/** Undefined if nothing was moved. */
export function toDone(
  did: Done["did"],
  { moved, refused }: { moved: { id: string; name: string }[]; refused: unknown[] },
): Done | undefined {
  if (moved.length === 0) return undefined;
  const [{ name } = { name: "" }] = moved;
  return { did, ids: moved.map(({ id }) => id), name: moved.length === 1 ? name : "", left: refused.length };
}
