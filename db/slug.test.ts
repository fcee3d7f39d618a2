import { expect, test } from "bun:test";
import { isLegalSlug, toSlug } from "./slug.ts";

test("legal slugs are 1 to 32 letters, digits and inner hyphens, in lower case", () => {
  for (const slug of ["a", "7", "acme", "my-co", "a--b", "x".repeat(32)])
    expect([slug, isLegalSlug(slug)]).toEqual([slug, true]);
});

test("everything else is refused: never stripped, never folded", () => {
  const illegal = [
    "",
    "-a",
    "a-",
    "Acme",
    "a_b",
    "a.b",
    "a b",
    "é",
    "x".repeat(33),
    "xn--abc",
    "www",
    "api",
    "clerk",
    "a\n",
    "a\0",
  ];
  for (const slug of illegal) expect([slug, isLegalSlug(slug)]).toEqual([slug, false]);
});

test("any text becomes a slug of a legal form", () => {
  for (const text of ["", "---", "ACME Inc.", "xn--pwned", "日本", "a".repeat(99), "é\u0000!", "-x-"]) {
    expect(toSlug(text)).toMatch(/^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$/);
    expect(toSlug(text).startsWith("xn--")).toBe(false);
  }
});
