import type postgres from "postgres";

/**
 * Records that this user, organization or membership was deleted in Clerk: the id is never admitted again. Commit it before
 * ending memberships, so that a concurrent admission either sees the tombstone or is seen.
 */
export async function addTombstone(sql: postgres.ISql, clerkId: string): Promise<void> {
  await sql`insert into public.tombstones (clerk_id, deleted_at) values (${clerkId}, now()) on conflict do nothing`;
}

/** Which of these ids were deleted in Clerk. */
export async function listTombstones(sql: postgres.ISql, clerkIds: readonly string[]): Promise<Set<string>> {
  if (clerkIds.length === 0) return new Set();
  const rows = await sql<{ clerk_id: string }[]>`
    select clerk_id from public.tombstones where clerk_id in ${sql(clerkIds)}`;
  return new Set(rows.map(({ clerk_id }) => clerk_id));
}

/**
 * Deletes tombstones of memberships that ended 30 days ago. They only guard against answers and events in flight, since an
 * admission asks Clerk first. Tombstones of users and organizations are kept forever.
 */
export async function forgetOldMemberships(sql: postgres.Sql): Promise<void> {
  await sql`delete from public.tombstones where clerk_id like 'orgmem\\_%' and deleted_at < now() - interval '30 days'`;
}
