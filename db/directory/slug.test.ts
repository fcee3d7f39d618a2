import { expect, test } from "bun:test";
import { isLegalSlug, toSlug } from "./slug.ts";
import { listSlugCandidates } from "./slug-candidates.ts";

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

test("any text with a letter or digit becomes a slug of a legal form", () => {
  const texts = {
    "ACME Inc.": "acme-inc",
    "Ünïted Straße!": "united-strasse",
    "Æblø & Łódź": "aeblo-lodz",
    "-x-": "x",
  };
  for (const [text, slug] of Object.entries(texts)) expect([text, toSlug(text)]).toEqual([text, slug]);
  for (const text of [
    "xn--pwned",
    `xn-${"-".repeat(40)}a`,
    "a".repeat(99),
    "é\u0000!",
    "a_b",
    "²",
    `${"a".repeat(31)} b`,
  ]) {
    const slug = toSlug(text) ?? "";
    expect([text, slug]).toEqual([text, expect.stringMatching(/^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$/)]);
    expect(slug.startsWith("xn--")).toBe(false);
  }
});

test("a text without any Latin letter or digit makes no slug", () => {
  for (const text of ["", "---", "東京", "Ѐ", "🦊"]) expect([text, toSlug(text)]).toEqual([text, undefined]);
});

test("an organization's candidates are legal and distinct, and the first is always the same", () => {
  const names = ["東京", "Acme", "admin", "a".repeat(60), "xn--evil", "--"];
  for (const name of names) {
    const organization = { clerkOrgId: `org_${name}`, name, slug: null };
    const wishes = listSlugCandidates(organization);
    expect(wishes.every(isLegalSlug)).toBe(true);
    expect(new Set(wishes).size).toBe(wishes.length);
    expect(wishes.length).toBeGreaterThan(10);
    expect(listSlugCandidates(organization)[0]).toBe(wishes[0] as string);
  }
  expect(listSlugCandidates({ clerkOrgId: "org_1", name: "東京", slug: null })[0]).toMatch(
    /^workspace-[0-9a-f]{6}$/,
  );
  expect(listSlugCandidates({ clerkOrgId: "org_1", name: "admin", slug: null })[0]).toBe("admin-2");
});
