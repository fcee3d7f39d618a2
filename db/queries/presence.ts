import type { TenantReader, TenantTransaction } from "#db/tenant/transaction.ts";

/** Somebody who was seen is not written down again for this long, in milliseconds: less than their browser waits. */
const resolution = 50_000;

/** Notes that the member has a page of the workspace before them now. */
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

/** Active members who were seen at this time or later, the latest first; 50 at most. */
export function selectVisitors(read: TenantReader, { seenSince }: { seenSince: Date }) {
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
