import type postgres from "postgres";

/**
 * Remembers that Clerk deleted this user, organization or membership: nothing with this id is let in again. To be
 * committed before what is there is ended, so that whoever lets somebody in meanwhile sees it or is seen.
 */
export async function addTombstone(sql: postgres.ISql, clerkId: string): Promise<void> {
  await sql`insert into public.tombstones (clerk_id, deleted_at) values (${clerkId}, now()) on conflict do nothing`;
}

/** Which of these Clerk is known to have deleted. */
export async function listTombstones(sql: postgres.ISql, clerkIds: readonly string[]): Promise<Set<string>> {
  if (clerkIds.length === 0) return new Set();
  const rows = await sql<{ clerk_id: string }[]>`
    select clerk_id from public.tombstones where clerk_id in ${sql(clerkIds)}`;
  return new Set(rows.map(({ clerk_id }) => clerk_id));
}

/**
 * Forgets memberships that ended long ago. Their tombstones hold against answers and events that are under way, and a
 * membership is asked for at Clerk before it lets anybody in; of users and organizations every tombstone is kept.
 */
export async function forgetOldMemberships(sql: postgres.Sql): Promise<void> {
  await sql`delete from public.tombstones where clerk_id like 'orgmem\\_%' and deleted_at < now() - interval '30 days'`;
}
