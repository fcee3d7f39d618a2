import { z } from "zod";
import { line } from "#app/forms/text-input.ts";
import { locales } from "#app/i18n/locale.ts";
import { isHexColor } from "./accent/oklch.ts";

/** `custom` refers to the colour field. */
const color = z.string("choose").refine(isHexColor, "choose");

/** The value of a field when the form was opened. It is hidden, so it gets no error messages. */
const was = z.string().max(200).optional().catch(undefined);

export const generalSchema = z.object({
  name: line({ atMost: 100, required: true }),
  /** `any` means each reader's own. It is a word, because an empty field is like a missing one and could not be compared. */
  locale: z.enum([...locales, "any"], "choose").default("any"),
  /** The server knows which exist. */
  timeZone: line({ atMost: 64, required: true }),
  accent: z.union([z.enum(["own", "custom"]), color], "choose").default("own"),
  customAccent: color.optional(),
  wasName: was,
  wasLocale: was,
  wasTimeZone: was,
  wasAccent: was,
});

/** The form's settings as text, for comparison. */
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
 * The base of each setting in the form: the value by someone else that the member was shown, or the value when editing
 * began if the form shows earlier input, or the stored one.
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

/** The requested colour; null means the product's own. */
function chosenAccent({ accent, customAccent }: z.infer<typeof generalSchema>): string | null {
  if (accent === "own") return null;
  return accent === "custom" ? (customAccent ?? null) : accent;
}
