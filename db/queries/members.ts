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
  /** When Clerk last vouched for the membership. */
  confirmedAt: Date;
};

/** The name of a person in `users`, or their address if they have none; null without a row. */
export const fullName = sql<string>`coalesce(nullif(trim(users.first_name || ' ' || users.last_name), ''), users.email)`;

/** The active member with this Clerk user id. Somebody who left is not one. */
export async function findMember(tx: TenantReader, userId: string): Promise<MemberRow | undefined> {
  return (await memberById(tx, { userId }))[0];
}

const memberById = statement((read, { userId }: { userId: string }) =>
  selectMembers(read).where("id", "=", userId),
);

/** A member, what the workspace decides for everybody in it, and the version of its logo. */
export type Visitor = { member: MemberRow; settings: Settings; logoVersion: string | undefined };

/** The same, and with it what nearly every page needs of the workspace: one query, that finds nothing for a stranger. */
export async function findVisitor(tx: TenantReader, userId: string): Promise<Visitor | undefined> {
  const [row] = await visitor(tx, { userId });
  return row && toVisitor(row);
}

const visitor = statement(selectVisitor);

/** For a query that reads more for a member, and nothing at all for others: it has no row then. For `toVisitor`. */
export function selectVisitor(read: TenantReader, { userId }: { userId: string }) {
  return selectMembers(read)
    .select([selectSettings(read).as("stored"), selectLogoTime(read).as("logoAt")])
    .where("id", "=", userId);
}

type VisitorRow = MemberRow & { stored: Record<string, unknown> | null; logoAt: Date | null };

export function toVisitor({ stored, logoAt, ...member }: VisitorRow): Visitor {
  return { member, settings: toSettings(stored), logoVersion: logoAt ? versionOf(logoAt) : undefined };
}

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
