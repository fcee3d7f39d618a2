import { z } from "zod";
import { day, line } from "#app/features/text-input.ts";

export const taskStatuses = ["todo", "doing", "done"] as const;
export type TaskStatus = (typeof taskStatuses)[number];

export const taskSchema = z.object({
  title: line({ atMost: 200, required: true }),
  dueOn: day.optional().transform((value) => value ?? null),
  mine: z.literal("on").optional().catch(undefined).transform(Boolean),
});

export const statusSchema = z.object({ status: z.enum(taskStatuses, "choose") });
