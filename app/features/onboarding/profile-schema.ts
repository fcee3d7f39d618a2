import { z } from "zod";
import { line } from "#app/forms/text-input.ts";

/** The profile that a new member fills in. */
export const profileSchema = z.object({
  firstName: line({ atMost: 64, required: true }),
  lastName: line({ atMost: 64 }),
  phone: line({ atMost: 32 })
    .refine((value) => /^[\d\s+()./-]*$/.test(value), "phone")
    .transform((value) => value || null),
});
