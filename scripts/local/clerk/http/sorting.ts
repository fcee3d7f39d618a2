import { ClerkError } from "./errors.ts";

/** Sorts by one of the keys, as in `+name` and `-created_at`; stable. */
export function sorted<T>(
  items: T[],
  order: string,
  keys: Record<string, (item: T) => string | number>,
): T[] {
  const by = keys[order.replace(/^[+-]|^\s/, "")];
  if (!by) throw new ClerkError(422, "form_param_value_invalid", `${order} is not a valid order_by.`);
  const sign = order.startsWith("-") ? -1 : 1;
  return [...items].sort((a, b) => sign * compare(by(a), by(b)));
}

function compare(a: string | number, b: string | number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
