import { z } from "zod";
import { line, text } from "#app/features/text-input.ts";

export const projectColors = ["slate", "red", "orange", "amber", "green", "teal", "blue", "violet"] as const;
export type ProjectColor = (typeof projectColors)[number];

export const projectStatuses = ["active", "paused", "done"] as const;
export type ProjectStatus = (typeof projectStatuses)[number];

export const projectSchema = z.object({
  name: line({ atMost: 120, required: true }),
  description: text({ atMost: 2000 }),
  color: z.enum(projectColors, "choose").default("blue"),
  status: z.enum(projectStatuses, "choose").default("active"),
});
