import { z } from "zod";

// Zod would try whether code can be made from text; our Content-Security-Policy refuses that, and reports the try.
z.config({ jitless: true });

type Limits = { name: string; atMost: number; required?: boolean };

/** A line of text: trimmed, without line breaks or other control characters. Empty is refused when `required`. */
export function line(limits: Limits) {
  return text(limits).refine((value) => !/[\t\n]/.test(value), `${limits.name} has to fit on one line.`);
}

/** Text of several lines, with line breaks as \n whatever the browser sent. */
export function text({ name, atMost, required = false }: Limits) {
  const missing = `Enter ${name[0]?.toLowerCase()}${name.slice(1)}.`;
  return z
    .string(missing)
    .optional()
    .transform((value = "") => value.replaceAll("\r\n", "\n").trim())
    .refine((value) => !required || value !== "", missing)
    .refine((value) => length(value) <= atMost, `${name} can have ${atMost} characters at most.`)
    .refine((value) => !hasControls(value), `${name} contains characters that cannot be shown. Remove them.`);
}

/** Characters as PostgreSQL counts them: code points, not UTF-16 units. */
function length(value: string): number {
  return Array.from(value).length;
}

/** Any control character but tab and newline; among them the null byte, which PostgreSQL stores in no text. */
function hasControls(value: string): boolean {
  return /\p{Cc}/u.test(value.replace(/[\t\n]/g, ""));
}
