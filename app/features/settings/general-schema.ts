import { z } from "zod";
import { line } from "#app/forms/text-input.ts";
import { locales } from "#app/i18n/locale.ts";
import { isHexColor } from "./accent/oklch.ts";

/** `custom` stands for the colour of its own field. */
const color = z.string("choose").refine(isHexColor, "choose");

/** What a field was when the form was opened; hidden, so that nobody is told what is wrong with it. */
const was = z.string().max(200).optional().catch(undefined);

export const generalSchema = z.object({
  name: line({ atMost: 100, required: true }),
  /** `any` is each reader's own. It is a word, because a form's empty field is as good as none, and could not be compared. */
  locale: z.enum([...locales, "any"], "choose").default("any"),
  /** Which there are, the server knows. */
  timeZone: line({ atMost: 64, required: true }),
  accent: z.union([z.enum(["own", "custom"]), color], "choose").default("own"),
  customAccent: color.optional(),
  wasName: was,
  wasLocale: was,
  wasTimeZone: was,
  wasAccent: was,
});

/** The settings of the form as they are compared: all of them text. */
export type GeneralValues = { name: string; locale: string; timeZone: string; accent: string };

export function generalValues(stored: {
  name: string;
  locale: string | null;
  timeZone: string;
  accent: string | null;
}): GeneralValues {
  return { ...stored, locale: stored.locale ?? "any", accent: stored.accent ?? "own" };
}

export function wantedValues(value: z.infer<typeof generalSchema>): GeneralValues {
  const { name, locale, timeZone } = value;
  return { name, locale, timeZone, accent: chosenAccent(value) ?? "own" };
}

export function valuesBefore({
  wasName,
  wasLocale,
  wasTimeZone,
  wasAccent,
}: Pick<z.infer<typeof generalSchema>, "wasName" | "wasLocale" | "wasTimeZone" | "wasAccent">) {
  return { name: wasName, locale: wasLocale, timeZone: wasTimeZone, accent: wasAccent };
}

/**
 * What each setting was for who has the form before them: what they are told by now that somebody else gave it; or what
 * it was when they began, where the form shows what they sent; or what is stored.
 */
export function valuesSeen(
  stored: GeneralValues,
  sent: GeneralFields | undefined,
  theirs: Partial<GeneralValues> | undefined,
): GeneralValues {
  const before = Object.entries(valuesBefore(sent ?? {})).filter(([, value]) => value !== undefined);
  return { ...stored, ...Object.fromEntries(before), ...theirs };
}

export type GeneralFields = Partial<Record<keyof typeof generalSchema.shape, string>>;

/** The colour that a form asks for; null is the product's own. */
function chosenAccent({ accent, customAccent }: z.infer<typeof generalSchema>): string | null {
  if (accent === "own") return null;
  return accent === "custom" ? (customAccent ?? null) : accent;
}
