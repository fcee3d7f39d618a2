import { z } from "zod";
import { projectColors } from "#app/features/projects/project-fields.ts";
import { line } from "#app/forms/text-input.ts";

export const labelSchema = z.object({
  name: line({ atMost: 40, required: true }),
  color: z.enum(projectColors, "choose").default("blue"),
});

/** What is wrong with a name that the schema takes, by the database's answer. */
export const labelProblems = { taken: "labelTaken", full: "tooManyLabels" } as const;

/** The labels that are checked, and those that were when the form was made: what differs is changed. */
export const choiceSchema = z.object({
  label: z.array(z.uuid("choose"), "choose").max(100, "choose").default([]),
  seen: z.array(z.uuid("choose"), "choose").max(100, "choose").default([]),
});
