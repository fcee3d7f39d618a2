import { z } from "zod";
import { line } from "#app/forms/text-input.ts";

/** What a person says of themselves when they come to a workspace for the first time. */
export const profileSchema = z.object({
  firstName: line({ atMost: 64, required: true }),
  lastName: line({ atMost: 64 }),
  phone: line({ atMost: 32 })
    .refine((value) => /^[\d\s+()./-]*$/.test(value), "phone")
    .transform((value) => value || null),
});
