import { parseWithZod } from "@conform-to/zod/v4";
import type { z } from "zod";

/**
 * Parses a form that was sent to the server. Fields the schema does not name are left out, and so are files: conform
 * would send everything back, takes some fields for commands to itself, and lets a field's name say how long a list is.
 */
export function parseSubmission<Schema extends z.ZodObject>(form: FormData, schema: Schema) {
  const expected = new FormData();
  for (const name of Object.keys(schema.shape)) {
    for (const value of form.getAll(name)) if (typeof value === "string") expected.append(name, value);
  }
  return parseWithZod(expected, { schema });
}
