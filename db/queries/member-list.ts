import { sql } from "kysely";
import type { TenantReader } from "#db/tenant/transaction.ts";
import { contains, folded } from "./collation.ts";
import { fullName, type MemberRole } from "./members.ts";

export type ListedMember = {
  id: string;
  firstName: string;
  lastName: string;
  email: string;
  avatarUrl: string | null;
  role: MemberRole;
  joinedAt: Date;
  lastSeenAt: Date | null;
  /** The sort key; together with the id it is a position in the list. */
  sortName: string;
};

export type MemberFilter = { words?: string | undefined; role?: MemberRole | undefined };
export type MemberPlace = { sortName: string; id: string };

const sortName = sql<string>`left(${folded(fullName)}, 100)`;

/**
 * Active members by name, after a position in the list. Words match anywhere in name and address. That reads every member,
 * at most a few thousand.
 */
export async function listMembersAfter(
  tx: TenantReader,
  { words, role }: MemberFilter,
  { after, limit }: { after: MemberPlace | undefined; limit: number },
): Promise<ListedMember[]> {
  let query = tx
    .selectFrom("users")
    .select([
      ...(["id", "email"] as const),
      "first_name as firstName",
      "last_name as lastName",
      "avatar_url as avatarUrl",
      "joined_at as joinedAt",
      "last_seen_at as lastSeenAt",
      sql<MemberRole>`role`.as("role"),
      sortName.as("sortName"),
    ])
    .where("is_active", "=", true);
  if (role) query = query.where("role", "=", role);
  if (words) query = query.where(contains([sql`first_name || ' ' || last_name || ' ' || email`], words));
  if (after) query = query.where(sql<boolean>`(${sortName}, id) > (${after.sortName}, ${after.id})`);
  return await query.orderBy(sortName).orderBy("id").limit(limit).execute();
}

/** The number of active members, and of owners among them. */
export async function countPeople(tx: TenantReader): Promise<{ members: number; owners: number }> {
  return await tx
    .selectFrom("users")
    .select([
      sql<number>`count(*)::int`.as("members"),
      sql<number>`count(*) filter (where role = 'owner')::int`.as("owners"),
    ])
    .where("is_active", "=", true)
    .executeTakeFirstOrThrow();
}

/** The names of these people, including former members. */
export async function listNames(tx: TenantReader, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await tx
    .selectFrom("users")
    .select(["id", fullName.as("name")])
    .where("id", "in", ids)
    .execute();
  return new Map(rows.map(({ id, name }) => [id, name]));
}
