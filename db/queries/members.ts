import { sql } from "kysely";
import { statement } from "#db/tenant/statement.ts";
import type { TenantReader, TenantTransaction } from "#db/tenant/transaction.ts";
import { collated } from "./collation.ts";
import { selectLogoTime, versionOf } from "./logo.ts";
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
  /** When Clerk last confirmed the membership, by the database's clock. */
  confirmedAt: Date;
  /** When this row was read, by the same clock. */
  readAt: Date;
};

/** The name of a person in `users`, or their address if they have none; null without a row. */
export const fullName = sql<string>`coalesce(nullif(trim(users.first_name || ' ' || users.last_name), ''), users.email)`;

/** The active member with this Clerk user id. */
export async function findMember(tx: TenantReader, userId: string): Promise<MemberRow | undefined> {
  return (await memberById(tx, { userId }))[0];
}

const memberById = statement((read, { userId }: { userId: string }) =>
  selectMembers(read).where("id", "=", userId),
);

/** A member, the workspace's settings and the version of its logo. */
export type MemberContext = { member: MemberRow; settings: Settings; logoVersion: string | undefined };

/** A member with what nearly every page needs of the workspace, in one query; undefined for people who are not members. */
export async function findMemberContext(
  tx: TenantReader,
  userId: string,
): Promise<MemberContext | undefined> {
  const [row] = await memberContext(tx, { userId });
  return row && toMemberContext(row);
}

const memberContext = statement(selectMemberContext);

/** A query to extend, which has no row for people who are not members. For `toMemberContext`. */
export function selectMemberContext(read: TenantReader, { userId }: { userId: string }) {
  return selectMembers(read)
    .select([selectSettings(read).as("stored"), selectLogoTime(read).as("logoAt")])
    .where("id", "=", userId);
}

type MemberContextRow = MemberRow & { stored: Record<string, unknown> | null; logoAt: Date | null };

export function toMemberContext({ stored, logoAt, ...member }: MemberContextRow): MemberContext {
  return { member, settings: toSettings(stored), logoVersion: logoAt ? versionOf(logoAt) : undefined };
}

/** When a former member left: nothing writes the row after that. */
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
  return await selectMembers(tx)
    .orderBy(collated(sql.ref("first_name")))
    .orderBy(collated(sql.ref("last_name")))
    .orderBy("id")
    .execute();
}

export async function countMembers(tx: TenantReader): Promise<number> {
  const { count } = await tx
    .selectFrom("users")
    .select(sql<number>`count(*)::int`.as("count"))
    .where("is_active", "=", true)
    .executeTakeFirstOrThrow();
  return count;
}

/** Stores a person's profile and marks their onboarding as complete; repeating it keeps the first time. */
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
      sql<Date>`now()`.as("readAt"),
    ])
    .where("is_active", "=", true);
}
