import { DomainError } from "#db/errors.ts";

/** Names that are, or look like, addresses of the product itself. */
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
    `"${slug}" is not a slug. Use 1 to 32 of a-z, 0-9 and inner hyphens, not starting with xn--.`,
  );
}

export function isReservedSlug(slug: string): boolean {
  return reserved.has(slug);
}

/**
 * The closest well-formed slug for any text: accents are dropped, some letters become two, everything else becomes a
 * hyphen. Undefined for a text without Latin letters or digits. The slug may be reserved.
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

/** Letters that do not decompose into a letter and an accent. */
const spelled: Record<string, string> = { ß: "ss", æ: "ae", œ: "oe", ø: "o", đ: "d", ł: "l", þ: "th" };
