import { isLegalSlug, toSlug } from "./slug.ts";

type Named = { clerkOrgId: string; name: string; slug: string | null };

/** The slug an organization prefers: its own or, if slugs are off in Clerk, one made from its name. */
export function preferredSlug({ clerkOrgId, name, slug }: Named): string {
  return toSlug(slug ?? name) ?? `workspace-${shortId(clerkOrgId)}`;
}

/** The slugs to try for an organization, in order. The last ones end in random characters, so that one is free. */
export function listSlugCandidates(organization: Named): string[] {
  const preferred = preferredSlug(organization);
  const numbered = Array.from({ length: 8 }, (_, index) => `-${index + 2}`);
  const random = Array.from({ length: 3 }, () => `-${Bun.randomUUIDv7().slice(-6)}`);
  const suffixed = [...numbered, ...random].map((suffix) => withSuffix(preferred, suffix));
  return [preferred, ...suffixed].filter(isLegalSlug);
}

function withSuffix(slug: string, suffix: string): string {
  return slug.slice(0, 32 - suffix.length).replace(/-+$/, "") + suffix;
}

/** Six characters, always the same for an organization. */
function shortId(clerkOrgId: string): string {
  return new Bun.CryptoHasher("sha256").update(clerkOrgId).digest("hex").slice(0, 6);
}
