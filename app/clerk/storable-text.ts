/**
 * Text as PostgreSQL stores it: without null characters, and with U+FFFD for half of a surrogate pair. Clerk accepts both.
 */
export function toStorable(text: string): string {
  return text.replaceAll("\0", "").toWellFormed();
}
