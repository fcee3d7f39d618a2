import { z } from "zod";
import { day, line, text } from "#app/forms/text-input.ts";

export const taskStatuses = ["todo", "doing", "done"] as const;
export type TaskStatus = (typeof taskStatuses)[number];

export function isStatus(word: string): word is TaskStatus {
  return taskStatuses.some((status) => status === word);
}

const status = z.enum(taskStatuses, "choose");
/** An empty choice is nobody. Whether it is a member only the server knows. */
const assigneeId = z
  .string("noMember")
  .max(64, "noMember")
  .regex(/^\P{Cc}+$/u, "noMember")
  .optional()
  .transform((id) => id ?? null);
/** An empty field is no date. */
const dueOn = day.optional().transform((value) => value ?? null);
const title = line({ atMost: 200, required: true });
/** What the editor saw, to compare with what is there: whatever it is, it is not written. */
const seen = z
  .string()
  .optional()
  .catch(undefined)
  .transform((value) => value ?? null);

/** A line that adds a task. */
export const newTaskSchema = z.object({ title, assigneeId, dueOn });

/** Everything of a task, and the version that was edited. */
export const taskSchema = z.object({
  title,
  notes: text({ atMost: 10_000 }),
  status,
  assigneeId,
  dueOn,
  version: z.coerce.number("choose").int("choose").min(0, "choose").max(2_147_483_647, "choose"),
});

/** A title on its own, edited in its place. */
export const titleSchema = z.object({ title, wasTitle: seen });

/** What is chosen in a row. */
export const optionsSchema = z.object({
  status,
  assigneeId,
  dueOn,
  wasStatus: status,
  wasAssigneeId: seen,
  wasDueOn: seen,
});

const neighbour = z.uuid("choose").optional();

/** Where a task goes: the column, and there behind one task and in front of another. */
export const placeSchema = z.object({
  status,
  /** What whoever moves it saw, and had sent themselves meanwhile. */
  wasStatus: z.array(status, "choose").min(1, "choose").max(taskStatuses.length, "choose"),
  after: neighbour,
  before: neighbour,
  /** Whether the page that follows is to offer to take it back. */
  remember: z.literal("1").optional().catch(undefined),
});

/** What was just done, for the page that follows. */
export const doneSchema = z.object({
  kind: z.enum(["deleted", "completed"]),
  id: z.uuid(),
  /** 200 code points, which may be twice as many UTF-16 units. */
  title: z.string().max(400),
  /** What a completed one was before. */
  was: z.enum(taskStatuses).optional(),
});
export type Done = z.infer<typeof doneSchema>;
