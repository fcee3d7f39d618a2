/** The event's type as its body says; "?" for a body that is no event. Nothing here was checked by anybody. */
export function typeOf(body: string): string {
  try {
    const { type } = JSON.parse(body) as { type?: unknown };
    return typeof type === "string" && /^[\w.]{1,64}$/.test(type) ? type : "?";
  } catch {
    return "?";
  }
}

/** On one line, and without what would steer the terminal: somebody else wrote it. */
export function printable(text: string): string {
  return text.replaceAll(/\p{C}/gu, "·");
}

export function deliveries(count: number): string {
  return count === 1 ? "1 delivery" : `${count} deliveries`;
}
