import { z } from "zod";
import { keyId, keyMoment, keyText, packKeyset, unpackKeyset } from "#app/features/keyset.ts";
import { type ProjectChoices, projectSorts } from "./project-address.ts";
import { projectStatuses } from "./project-fields.ts";

const maxSearchLength = 100;

/** Input that cannot be searched for is dropped. */
const words = z
  .string()
  .transform((typed) => typed.replace(/\p{Cc}|\p{Cs}/gu, " ").trim())
  .transform((typed) => Array.from(typed).slice(0, maxSearchLength).join(""));

const schema = z.object({
  q: words.catch("").default(""),
  status: z.enum(projectStatuses).optional().catch(undefined),
  owner: z
    .string()
    .max(64)
    .regex(/^[\w-]+$/)
    .optional()
    .catch(undefined),
  label: z.uuid().optional().catch(undefined),
  sort: z.enum(projectSorts).catch("changed").default("changed"),
});

/** The choices in a URL. Invalid ones are dropped, so that an old link still works. */
export function readProjectChoices(search: URLSearchParams): ProjectChoices {
  return { ...schema.parse(Object.fromEntries(search)), archived: search.has("archived") };
}

const keys = {
  changed: z.tuple([keyMoment, keyId]),
  name: z.tuple([keyText, keyId]),
  newest: z.tuple([keyId]),
};

/** The sort order and the row the page starts after. A key made for another order means the first page. */
export function readOrder(sort: ProjectChoices["sort"], after: string | null) {
  if (sort === "name") return { by: sort, after: unpackKeyset(after, keys.name) };
  if (sort === "newest") return { by: sort, after: unpackKeyset(after, keys.newest) };
  return { by: sort, after: unpackKeyset(after, keys.changed) };
}

/** The key of the last row on a page. */
export function keyOf(
  sort: ProjectChoices["sort"],
  { id, name, changedAt }: { id: string; name: string; changedAt: string },
): string {
  const values = { changed: [changedAt, id], name: [name, id], newest: [id] };
  return packKeyset(values[sort]);
}
