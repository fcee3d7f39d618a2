import type postgres from "postgres";
import { DomainError } from "#db/errors.ts";

/** How long a slug that was given up is kept from everybody but the organization that had it, in days. */
export const reservedDays = 90;

/**
 * Takes a slug out of its rest, for a tenant that has it by now in this transaction. To be called after the slug was
 * written: writing waits for whoever gives it up at this moment, and only a look after that sees them.
 * @throws DomainError "slug-resting" when another organization gave it up less than 90 days ago.
 */
export async function claimSlug(
  tx: postgres.TransactionSql,
  slug: string,
  clerkOrgId: string,
): Promise<void> {
  const [resting] = await tx<{ until: Date }[]>`
    select released_at + make_interval(days => ${reservedDays}) as until from public.released_slugs
    where slug = ${slug} and clerk_org_id <> ${clerkOrgId}
      and released_at > now() - make_interval(days => ${reservedDays})`;
  if (resting) {
    const until = resting.until.toISOString();
    throw new DomainError("slug-resting", `"${slug}" was given up lately, and rests until ${until}.`);
  }
  await tx`delete from public.released_slugs where slug = ${slug}`;
}

/** Puts a slug to rest that the organization gives up in this transaction. */
export async function releaseSlug(
  tx: postgres.TransactionSql,
  slug: string,
  clerkOrgId: string,
): Promise<void> {
  await tx`
    insert into public.released_slugs (slug, clerk_org_id, released_at) values (${slug}, ${clerkOrgId}, now())
    on conflict (slug) do update set clerk_org_id = excluded.clerk_org_id, released_at = excluded.released_at`;
}
