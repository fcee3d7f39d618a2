import { z } from "zod";
import { keyId, keyMoment, keyText, packKeyset, unpackKeyset } from "#app/features/keyset.ts";
import { type ProjectChoices, projectSorts } from "./project-address.ts";
import { projectStatuses } from "./project-fields.ts";

const longestSearch = 100;

/** What cannot be searched for is left out. */
const words = z
  .string()
  .transform((typed) => typed.replace(/\p{Cc}|\p{Cs}/gu, " ").trim())
  .transform((typed) => Array.from(typed).slice(0, longestSearch).join(""));

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

/** The choices in an address. One that cannot be is left out, so that an old link still shows something. */
export function readProjectChoices(search: URLSearchParams): ProjectChoices {
  return { ...schema.parse(Object.fromEntries(search)), archived: search.has("archived") };
}

const keys = {
  changed: z.tuple([keyMoment, keyId]),
  name: z.tuple([keyText, keyId]),
  newest: z.tuple([keyId]),
};

/** The order, and after which row the page begins: with the first for a key that was made for another order. */
export function readOrder(sort: ProjectChoices["sort"], after: string | null) {
  if (sort === "name") return { by: sort, after: unpackKeyset(after, keys.name) };
  if (sort === "newest") return { by: sort, after: unpackKeyset(after, keys.newest) };
  return { by: sort, after: unpackKeyset(after, keys.changed) };
}

/** The key of a page's last row. */
export function keyOf(
  sort: ProjectChoices["sort"],
  { id, name, changedAt }: { id: string; name: string; changedAt: string },
): string {
  const values = { changed: [changedAt, id], name: [name, id], newest: [id] };
  return packKeyset(values[sort]);
}
