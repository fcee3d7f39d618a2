import { z } from "zod";
import { day, line, text } from "#app/forms/text-input.ts";

export const taskStatuses = ["todo", "doing", "done"] as const;
export type TaskStatus = (typeof taskStatuses)[number];

export function isStatus(word: string): word is TaskStatus {
  return taskStatuses.some((status) => status === word);
}

const status = z.enum(taskStatuses, "choose");
/** Empty means unassigned. Only the server knows whether the id is a member's. */
const assigneeId = z
  .string("noMember")
  .max(64, "noMember")
  .regex(/^\P{Cc}+$/u, "noMember")
  .optional()
  .transform((id) => id ?? null);
/** An empty field means no date. */
const dueOn = day.optional().transform((value) => value ?? null);
const title = line({ atMost: 200, required: true });
/** The value the editor saw, compared with the stored one and never written. */
const seen = z
  .string()
  .optional()
  .catch(undefined)
  .transform((value) => value ?? null);

/** The one-line form that adds a task. */
export const newTaskSchema = z.object({ title, assigneeId, dueOn });

/** All fields of a task, with the version that was edited. */
export const taskSchema = z.object({
  title,
  notes: text({ atMost: 10_000 }),
  status,
  assigneeId,
  dueOn,
  version: z.coerce.number("choose").int("choose").min(0, "choose").max(2_147_483_647, "choose"),
});

/** A title, edited in its row. */
export const titleSchema = z.object({ title, wasTitle: seen });

/** The options in a task's row. */
export const optionsSchema = z.object({
  status,
  assigneeId,
  dueOn,
  wasStatus: status,
  wasAssigneeId: seen,
  wasDueOn: seen,
});

const neighbour = z.uuid("choose").optional();

/** Where a task moves: a column, and its neighbours there. */
export const placeSchema = z.object({
  status,
  /** The statuses that the sender saw or had already submitted. */
  wasStatus: z.array(status, "choose").min(1, "choose").max(taskStatuses.length, "choose"),
  after: neighbour,
  before: neighbour,
  /** Whether the next page offers to undo it. */
  remember: z.literal("1").optional().catch(undefined),
});

/** What was just done, for the next page. */
export const doneSchema = z.object({
  kind: z.enum(["deleted", "completed"]),
  id: z.uuid(),
  /** 200 code points, which may be twice as many UTF-16 units. */
  title: z.string().max(400),
  /** The status before completion. */
  was: z.enum(taskStatuses).optional(),
});
export type Done = z.infer<typeof doneSchema>;
