import { z } from "zod";
import { line } from "#app/forms/text-input.ts";

const confirmation = line({ atMost: 64, required: true });

/** Only the server knows which addresses are reserved or taken. */
export const addressSchema = z.object({
  slug: line({ atMost: 32, required: true })
    .transform((slug) => slug.toLowerCase())
    .refine((slug) => slug === "" || /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/.test(slug), "slug"),
  confirmation,
});

export const deletionSchema = z.object({ confirmation });
