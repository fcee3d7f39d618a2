import { sql } from "kysely";
import type { TenantReader } from "#db/tenant/transaction.ts";
import { collated } from "./collation.ts";
import { fullName } from "./members.ts";

export type AuditFilter = {
  actorId?: string;
  targetType?: string;
  /** Days such as 2026-11-23 in `timeZone`, both inclusive. */
  from?: string;
  to?: string;
  timeZone?: string;
};

/** The last entry of a page; the next page starts after it. */
export type AuditCursor = { at: Date; id: string };

export type AuditLine = {
  id: string;
  at: Date;
  actorId: string | null;
  /** Empty for Clerk and for operators. */
  actorName: string;
  action: string;
  targetType: string;
  targetId: string;
  targetName: string;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
  requestId: string | null;
};

/** Up to `limit` entries after the cursor, the newest first. */
export async function listAuditLines(
  tx: TenantReader,
  { actorId, targetType, from, to, timeZone = "UTC" }: AuditFilter,
  { after, limit }: { after?: AuditCursor; limit: number },
): Promise<AuditLine[]> {
  let query = tx
    .selectFrom("audit_log as log")
    .leftJoin("users", "users.id", "log.actor_id")
    .select([
      "log.id",
      "log.at",
      "log.actor_id as actorId",
      sql<string>`coalesce(${fullName}, log.actor_id, '')`.as("actorName"),
      "log.action",
      "log.target_type as targetType",
      "log.target_id as targetId",
      "log.target_name as targetName",
      sql<AuditLine["before"]>`log.before`.as("before"),
      sql<AuditLine["after"]>`log.after`.as("after"),
      "log.request_id as requestId",
    ])
    .orderBy("log.at", "desc")
    .orderBy("log.id", "desc")
    .limit(limit);
  if (actorId) query = query.where("log.actor_id", "=", actorId);
  if (targetType) query = query.where("log.target_type", "=", targetType);
  const begin = (day: string, plus = 0) =>
    sql<Date>`(${day}::date + ${plus}::int)::timestamp at time zone ${timeZone}`;
  if (from) query = query.where("log.at", ">=", begin(from));
  if (to) query = query.where("log.at", "<", begin(to, 1));
  if (after) query = query.where(sql<boolean>`(log.at, log.id) < (${after.at}, ${after.id}::uuid)`);
  return await query.execute();
}

/** Everyone who may appear in the log, by name, including former members. */
export async function listActors(tx: TenantReader): Promise<{ id: string; name: string }[]> {
  return await tx
    .selectFrom("users")
    .select(["id", collated(fullName).as("name")])
    .orderBy("name")
    .orderBy("id")
    .execute();
}
