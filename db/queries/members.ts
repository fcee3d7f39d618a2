import { sql } from "kysely";
import { statement } from "../statement.ts";
import type { TenantReader, TenantTransaction } from "../tenant-transaction.ts";
import { type Settings, selectSettings, toSettings } from "./settings.ts";

export type MemberRole = "owner" | "admin" | "member" | "viewer";

export type MemberRow = {
  id: string;
  email: string;
  firstName: string;
  lastName: string;
  avatarUrl: string | null;
  phone: string | null;
  role: MemberRole;
  onboardedAt: Date | null;
  /** When Clerk last vouched for the membership. */
  confirmedAt: Date;
};

/** The active member with this Clerk user id. Somebody who left is not one. */
export async function findMember(tx: TenantReader, userId: string): Promise<MemberRow | undefined> {
  return (await memberById(tx, { userId }))[0];
}

const memberById = statement((read, { userId }: { userId: string }) =>
  selectMembers(read).where("id", "=", userId),
);

/** The same, and with it what the workspace decides for everybody: nearly every page needs both, in one query. */
export async function findMemberWithSettings(
  tx: TenantReader,
  userId: string,
): Promise<{ member: MemberRow; settings: Settings } | undefined> {
  const [row] = await memberWithSettings(tx, { userId });
  if (!row) return undefined;
  const { stored, ...member } = row;
  return { member, settings: toSettings(stored) };
}

const memberWithSettings = statement((read, { userId }: { userId: string }) =>
  selectMembers(read).select(selectSettings(read).as("stored")).where("id", "=", userId),
);

/** Somebody who was a member, and when the mirror heard that they are none any more: nothing writes the row after that. */
export async function findFormerMember(
  tx: TenantReader,
  userId: string,
): Promise<{ leftAt: Date } | undefined> {
  return await tx
    .selectFrom("users")
    .select("updated_at as leftAt")
    .where("id", "=", userId)
    .where("is_active", "=", false)
    .executeTakeFirst();
}

/** Active members by name. */
export async function listMembers(tx: TenantReader): Promise<MemberRow[]> {
  return await selectMembers(tx).orderBy("first_name").orderBy("last_name").orderBy("id").execute();
}

export async function countMembers(tx: TenantReader): Promise<number> {
  const { count } = await tx
    .selectFrom("users")
    .select(sql<number>`count(*)::int`.as("count"))
    .where("is_active", "=", true)
    .executeTakeFirstOrThrow();
  return count;
}

/** Stores what the person said of themselves and marks their onboarding complete. The first time counts. */
export async function completeOnboarding(
  tx: TenantTransaction,
  memberId: string,
  profile: { firstName: string; lastName: string; phone: string | null },
): Promise<void> {
  const now = new Date();
  await tx
    .updateTable("users")
    .set({
      first_name: profile.firstName,
      last_name: profile.lastName,
      phone: profile.phone,
      onboarded_at: sql`coalesce(onboarded_at, ${now})`,
      updated_at: now,
    })
    .where("id", "=", memberId)
    .execute();
}

function selectMembers(tx: TenantReader) {
  return tx
    .selectFrom("users")
    .select([
      "id",
      "email",
      "first_name as firstName",
      "last_name as lastName",
      "avatar_url as avatarUrl",
      "phone",
      sql<MemberRole>`role`.as("role"),
      "onboarded_at as onboardedAt",
      "confirmed_at as confirmedAt",
    ])
    .where("is_active", "=", true);
}
