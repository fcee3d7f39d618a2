import { z } from "zod";
import { projectColors } from "#app/features/projects/project-fields.ts";
import { line } from "#app/forms/text-input.ts";

export const labelSchema = z.object({
  name: line({ atMost: 40, required: true }),
  color: z.enum(projectColors, "choose").default("blue"),
});

/** The message for each problem that only the database finds. */
export const labelProblems = { taken: "labelTaken", full: "tooManyLabels" } as const;

/** The checked labels, and those checked when the form was rendered. Only the difference is applied. */
export const choiceSchema = z.object({
  label: z.array(z.uuid("choose"), "choose").max(100, "choose").default([]),
  seen: z.array(z.uuid("choose"), "choose").max(100, "choose").default([]),
});
