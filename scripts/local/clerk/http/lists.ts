import { ClerkError } from "./errors.ts";

type Page = { limit: number; offset: number };

/** The page of the items that the query asks for, each shown as JSON. */
export function paginated<T>(items: T[], query: URLSearchParams, show: (item: T) => unknown) {
  return { data: pageOf(items, query).map(show), total_count: items.length };
}

export function pageOf<T>(items: T[], query: URLSearchParams): T[] {
  const { limit, offset } = page(query);
  return items.slice(offset, offset + limit);
}

/** Sorts by one of the keys, as in `order_by=+name`; stable, and newest first without a parameter. */
export function sorted<T extends { createdAt: number }>(
  items: T[],
  query: URLSearchParams,
  keys: Record<string, (item: T) => string | number>,
): T[] {
  const order = query.get("order_by") ?? "-created_at";
  const name = order.replace(/^[+-]|^\s/, "");
  const by = name === "created_at" ? ({ createdAt }: T) => createdAt : keys[name];
  if (!by) throw new ClerkError(422, "form_param_value_invalid", `${order} is not a valid order_by.`);
  const sign = order.startsWith("-") ? -1 : 1;
  return items.toSorted((a, b) => sign * compare(by(a), by(b)));
}

/** All values of a parameter, written as `role=a&role=b`, `role[]=a` or `role=a,b`. */
export function listParam(query: URLSearchParams, name: string): string[] {
  const values = [...query.getAll(name), ...query.getAll(`${name}[]`)];
  return values.flatMap((value) => value.split(",")).filter(Boolean);
}

/** A filter by a list parameter: without it, everything passes. Addresses match in any case. */
export function filterBy(query: URLSearchParams, name: string): (...values: string[]) => boolean {
  const wanted = listParam(query, name).map((each) => (each.includes("@") ? each.toLowerCase() : each));
  return (...values) => wanted.length === 0 || values.some((value) => wanted.includes(value));
}

/** A filter by the parameter `query`, which is part of the text in any case. */
export function search(query: URLSearchParams): (text: string) => boolean {
  const words = (query.get("query") ?? "").toLowerCase();
  return (text) => text.toLowerCase().includes(words);
}

function page(query: URLSearchParams): Page {
  const limit = number(query.get("limit"), 10);
  const offset = number(query.get("offset"), 0);
  if (limit >= 1 && limit <= 500 && offset >= 0) return { limit, offset };
  throw new ClerkError(422, "form_param_value_invalid", "limit must be 1 to 500, offset 0 or more.");
}

function number(value: string | null, fallback: number): number {
  return value === null || !/^-?\d+$/.test(value) ? fallback : Number(value);
}

function compare(a: string | number, b: string | number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
