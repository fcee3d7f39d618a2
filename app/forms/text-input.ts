import { z } from "zod";

// Zod would try whether code can be made from text; our Content-Security-Policy refuses that, and reports the try.
z.config({ jitless: true });

type Limits = { atMost: number; required?: boolean };

// What is wrong is named by a key of app/i18n/messages/*/validation.ts: a schema has no language.

/** A line of text: trimmed, without line breaks or other control characters. Empty is refused when `required`. */
export function line(limits: Limits) {
  return text(limits).refine((value) => !/[\t\n]/.test(value), "oneLine");
}

/** Text of several lines, with line breaks as \n whatever the browser sent. */
export function text({ atMost, required = false }: Limits) {
  return z
    .string("required")
    .optional()
    .transform((value = "") => value.replaceAll("\r\n", "\n").trim())
    .refine((value) => !required || value !== "", "required")
    .refine((value) => length(value) <= atMost, `tooLong:${atMost}`)
    .refine((value) => !hasControls(value), "controls");
}

/** A day as 2026-11-23, of years that the database has and calendars of browsers offer. */
export const day = z.iso
  .date("date")
  .refine((value) => value >= "1900-01-01" && value < "2200-01-01", "date");

/** Characters as PostgreSQL counts them: code points, not UTF-16 units. */
function length(value: string): number {
  return Array.from(value).length;
}

/** Any control character but tab and newline; among them the null byte, which PostgreSQL stores in no text. */
function hasControls(value: string): boolean {
  return /\p{Cc}/u.test(value.replace(/[\t\n]/g, ""));
}
