import { DomainError } from "#db/errors.ts";

/** Names a workspace may not have, because they are, or could be taken for, addresses of the product itself. */
const reserved = new Set(
  (
    "www api admin app auth clerk clkmail accounts account static assets cdn mail smtp imap pop email ftp ns ns1 ns2 mx status " +
    "help support docs blog about billing pricing login signin sign-in signup sign-up logout sso oauth security abuse " +
    "postmaster hostmaster webmaster root system internal localhost dev staging test production public private " +
    "health webhooks console dashboard onboarding workspaces settings tenantry"
  ).split(" "),
);

const form = /^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$/;

/** Whether `slug` could be a tenant's: 1–32 of a-z, 0-9 and inner hyphens, no punycode, not reserved. */
export function isLegalSlug(slug: string): boolean {
  return form.test(slug) && !slug.startsWith("xn--") && !isReservedSlug(slug);
}

/** @throws DomainError "slug-reserved" or "slug-illegal", saying what a slug may be. */
export function assertLegalSlug(slug: string): void {
  if (isLegalSlug(slug)) return;
  if (isReservedSlug(slug)) {
    throw new DomainError("slug-reserved", `"${slug}" is reserved for the product itself. Choose another.`);
  }
  throw new DomainError(
    "slug-illegal",
    `"${slug}" is no slug: 1 to 32 of a-z, 0-9 and inner hyphens, not beginning with xn--.`,
  );
}

export function isReservedSlug(slug: string): boolean {
  return reserved.has(slug);
}

/**
 * The nearest slug of a legal form for any text: accents fall away, some letters become two, everything else becomes
 * hyphens. Undefined for a text without any Latin letter or digit. It may be one that is reserved.
 */
export function toSlug(text: string): string | undefined {
  const plain = text
    .toLowerCase()
    .replace(/[ßæœøđłþ]/g, (letter) => spelled[letter] ?? "")
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase();
  const slug = plain
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+/, "")
    .slice(0, 32)
    .replace(/-+$/, "");
  if (slug === "") return undefined;
  return slug.startsWith("xn-") ? `workspace-${slug}`.slice(0, 32).replace(/-+$/, "") : slug;
}

/** Letters that no accent was taken from. */
const spelled: Record<string, string> = { ß: "ss", æ: "ae", œ: "oe", ø: "o", đ: "d", ł: "l", þ: "th" };
