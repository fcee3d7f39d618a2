/** The event's type according to its body, which is not verified; "?" if it is not an event. */
export function typeOf(body: string): string {
  try {
    const { type } = JSON.parse(body) as { type?: unknown };
    return typeof type === "string" && /^[\w.]{1,64}$/.test(type) ? type : "?";
  } catch {
    return "?";
  }
}

/** Without control characters: the text comes from outside and must not control the terminal. */
export function printable(text: string): string {
  return text.replaceAll(/\p{C}/gu, "·");
}

export function deliveries(count: number): string {
  return count === 1 ? "1 delivery" : `${count} deliveries`;
}
