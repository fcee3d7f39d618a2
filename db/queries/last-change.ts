import { sql } from "kysely";
import type { TenantReader } from "#db/tenant/transaction.ts";
import type { Change } from "./audit-log.ts";
import { fullName } from "./members.ts";

/** Who changed something last, and when. `by` is empty for Clerk, for operators and without an entry. */
export type LastChange = { by: string; at: Date | undefined };

/** From the audit log. */
export async function findLastChange(
  tx: TenantReader,
  { type, id }: Pick<Change["target"], "type" | "id">,
): Promise<LastChange> {
  const line = await tx
    .selectFrom("audit_log as log")
    .leftJoin("users", "users.id", "log.actor_id")
    .select(["log.at", sql<string>`coalesce(${fullName}, '')`.as("by")])
    .where("log.target_type", "=", type)
    .where("log.target_id", "=", id)
    .orderBy("log.at", "desc")
    .orderBy("log.id", "desc")
    .limit(1)
    .executeTakeFirst();
  return { by: line?.by ?? "", at: line?.at };
}
