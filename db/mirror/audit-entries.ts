import type postgres from "postgres";
import type { Change } from "#db/queries/audit-log.ts";

/**
 * Adds entries to the audit log of the tenant that the owner's transaction has entered, for what the worker does.
 * @param actorId who asked for the change; null for a change made in Clerk.
 */
export async function recordAsOwner(
  tx: postgres.TransactionSql,
  actorId: string | null,
  changes: readonly Change[],
): Promise<void> {
  if (changes.length === 0) return;
  const at = new Date();
  const rows = changes.map(({ action, target, before, after }) => ({
    ...{ id: Bun.randomUUIDv7(), at, actor_id: actorId, action },
    ...{ target_type: target.type, target_id: target.id, target_name: target.name },
    ...{ before: before ? tx.json(before as postgres.JSONValue) : null },
    ...{ after: after ? tx.json(after as postgres.JSONValue) : null },
  }));
  await tx`insert into audit_log ${tx(rows)}`;
}
