import type postgres from "postgres";
import { DomainError } from "#db/errors.ts";

/** How long a released slug is reserved for the organization that had it, in days. */
export const reservedDays = 90;

/**
 * Ends the reservation of a slug that a tenant has taken in this transaction. Call it after writing the slug: the write
 * waits for a transaction that is releasing it, and only a later look sees that.
 * @throws DomainError "slug-released" when another organization released it less than 90 days ago.
 */
export async function claimSlug(
  tx: postgres.TransactionSql,
  slug: string,
  clerkOrgId: string,
): Promise<void> {
  await assertUnreserved(tx, slug, clerkOrgId);
  await tx`delete from public.released_slugs where slug = ${slug}`;
}

/** @throws DomainError "slug-released" when another organization released the slug less than 90 days ago. */
export async function assertUnreserved(sql: postgres.ISql, slug: string, clerkOrgId: string): Promise<void> {
  const [reserved] = await sql<{ until: Date }[]>`
    select released_at + make_interval(days => ${reservedDays}) as until from public.released_slugs
    where slug = ${slug} and clerk_org_id <> ${clerkOrgId}
      and released_at > now() - make_interval(days => ${reservedDays})`;
  if (!reserved) return;
  const until = reserved.until.toISOString();
  throw new DomainError("slug-released", `"${slug}" was released recently and is reserved until ${until}.`);
}

/** Reserves a slug that the organization gives up in this transaction. */
export async function releaseSlug(
  tx: postgres.TransactionSql,
  slug: string,
  clerkOrgId: string,
): Promise<void> {
  await tx`
    insert into public.released_slugs (slug, clerk_org_id, released_at) values (${slug}, ${clerkOrgId}, now())
    on conflict (slug) do update set clerk_org_id = excluded.clerk_org_id, released_at = excluded.released_at`;
}
