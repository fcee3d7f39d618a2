import { z } from "zod";
import { keyId, keyMoment, packKeyset, unpackKeyset } from "#app/features/keyset.ts";
import { taskStatuses } from "./task-schema.ts";

export const sorts = ["board", "due", "changed", "newest"] as const;
export type TaskSort = (typeof sorts)[number];
export const dues = ["overdue", "week", "none"] as const;

const schema = z.object({
  q: z
    .string()
    .max(200)
    .regex(/^[\P{Cc}\t]*$/u)
    .transform((search) => search.trim())
    .optional()
    .catch(undefined),
  status: z.enum(taskStatuses).optional().catch(undefined),
  /** `me`, `nobody`, or a member's id. */
  assignee: z
    .string()
    .max(64)
    .regex(/^\P{Cc}*$/u)
    .optional()
    .catch(undefined),
  label: z.uuid().optional().catch(undefined),
  due: z.enum(dues).optional().catch(undefined),
  sort: z.enum(sorts).catch("board"),
});

export type TaskChoices = z.infer<typeof schema>;

/** The choices in a URL. Invalid ones are dropped, so that an old link still works. */
export function readChoices(search: URLSearchParams): TaskChoices {
  return schema.parse(Object.fromEntries(search));
}

export function isFiltered({ q, status, assignee, label, due }: TaskChoices): boolean {
  return Boolean(q || status || assignee || label || due);
}

/** The choices as URL parameters. */
export function toSearch({ sort, ...choices }: TaskChoices, more: Record<string, string> = {}): string {
  const all = { ...choices, ...(sort !== "board" && { sort }), ...more };
  const search = new URLSearchParams(Object.entries(all).filter(([, value]) => value) as [string, string][]);
  return search.size > 0 ? `?${search}` : "";
}

const number = z.string().regex(/^-?\d{1,20}(\.\d{1,25})?(e[+-]?\d{1,2})?$/);

/** PostgreSQL has no year 0. */
const keyDay = z.iso.date().refine((day) => !day.startsWith("0000"));

/** The sort key of a row in each order, as in the query. */
const keys = {
  board: z.tuple([z.string().regex(/^[123]$/), number, keyId]),
  due: z.tuple([keyDay.or(z.literal("infinity")), keyId]),
  changed: z.tuple([keyMoment, keyId]),
  newest: z.tuple([keyMoment, keyId]),
} satisfies Record<TaskSort, z.ZodType<string[]>>;

export const packKey = packKeyset;

/** Undefined for a foreign key or one for another order, which means the first page. */
export function unpackKey(packed: string | null, sort: TaskSort): string[] | undefined {
  return unpackKeyset<z.ZodType<string[]>>(packed, keys[sort]);
}
