import type { ProjectStatus } from "#app/features/projects/project-fields.ts";
import { nameSchema, statusSchema } from "#app/features/projects/project-schema.ts";
import { parseSubmission } from "#app/forms/submission.ts";

export type ChangedField = "name" | "status";

/** The outcome of a change to one field. */
export type FieldAnswer =
  | { outcome: "saved" }
  | { outcome: "refused"; field: ChangedField; mine: string; problem: string }
  | { outcome: "conflict"; field: ChangedField; mine: string; theirs: string; by: string; at: string };

export type Unsaved = Exclude<FieldAnswer, { outcome: "saved" }>;

type Change = { seen: string; wanted: { name: string } | { status: ProjectStatus } };

/** Reads a form with one field of a project and its previous value. */
export function readFieldChange(form: FormData): { field: ChangedField } & (Change | { refusal: Unsaved }) {
  const { field, mine } = readTyped(form);
  const submission =
    field === "name" ? parseSubmission(form, nameSchema) : parseSubmission(form, statusSchema);
  if (submission.status === "success") {
    const { seen, ...wanted } = submission.value;
    return { field, seen, wanted };
  }
  const problem = submission.reply().error?.[field]?.[0] ?? "choose";
  return { field, refusal: { outcome: "refused", field, mine, problem } };
}

/** The field in the form, and its value. */
export function readTyped(form: FormData): { field: ChangedField; mine: string } {
  const field = form.has("name") ? "name" : "status";
  const mine = form.get(field);
  return { field, mine: typeof mine === "string" ? mine : "" };
}
