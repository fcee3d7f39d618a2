import { z } from "zod";

export const profileSchema = z.object({
  firstName: z.string().min(1).max(64),
  lastName: z.string().max(64).default(""),
  phone: z.string().max(32).nullable().default(null),
});
