import type { TenantReader, TenantTransaction } from "#db/tenant/transaction.ts";

/** The row is not written again within this time, in milliseconds: less than the browser's interval. */
const resolution = 50_000;

/** Records that the member has a page of the workspace open. */
export async function markSeen(tx: TenantTransaction, memberId: string): Promise<void> {
  const now = Date.now();
  await tx
    .updateTable("users")
    .set({ last_seen_at: new Date(now) })
    .where("id", "=", memberId)
    .where((eb) =>
      eb.or([eb("last_seen_at", "is", null), eb("last_seen_at", "<", new Date(now - resolution))]),
    )
    .execute();
}

/** Up to 50 active members who were seen at this time or later, the latest first. */
export function selectRecentMembers(read: TenantReader, { seenSince }: { seenSince: Date }) {
  return read
    .selectFrom("users")
    .select([
      "id",
      "first_name as firstName",
      "last_name as lastName",
      "email",
      "avatar_url as avatarUrl",
      "last_seen_at as lastSeenAt",
    ])
    .where("is_active", "=", true)
    .where("last_seen_at", ">=", seenSince)
    .orderBy("last_seen_at", "desc")
    .orderBy("id")
    .limit(50);
}
