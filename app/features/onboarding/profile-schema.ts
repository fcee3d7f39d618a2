import { z } from "zod";
import { line } from "#app/features/text-input.ts";

/** What a person says of themselves when they come to a workspace for the first time. */
export const profileSchema = z.object({
  firstName: line({ name: "Your first name", atMost: 64, required: true }),
  lastName: line({ name: "Your last name", atMost: 64 }),
  phone: line({ name: "Your phone number", atMost: 32 })
    .refine(
      (value) => /^[\d\s+()./-]*$/.test(value),
      "Use digits, spaces and + - ( ) alone, for example +34 600 000 000.",
    )
    .transform((value) => value || null),
});
