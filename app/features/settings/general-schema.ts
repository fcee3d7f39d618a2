import { z } from "zod";
import { line } from "#app/features/text-input.ts";
import { locales } from "#app/i18n/locale.ts";
import { isHexColor } from "./oklch.ts";

/** `custom` stands for the colour of its own field. */
const color = z.string("choose").refine(isHexColor, "choose");

export const generalSchema = z.object({
  name: line({ atMost: 100, required: true }),
  /** Left out: each reader's own. */
  locale: z.enum(locales, "choose").optional(),
  /** Which there are, the server knows. */
  timeZone: line({ atMost: 64, required: true }),
  accent: z.union([z.enum(["own", "custom"]), color], "choose").default("own"),
  customAccent: color.optional(),
});

export type GeneralFields = Partial<
  Record<"name" | "locale" | "timeZone" | "accent" | "customAccent", string>
>;

/** The colour that a form asks for; null is the product's own. */
export function chosenAccent({ accent, customAccent }: z.infer<typeof generalSchema>): string | null {
  if (accent === "own") return null;
  return accent === "custom" ? (customAccent ?? null) : accent;
}
