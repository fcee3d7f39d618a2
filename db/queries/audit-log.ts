import type { TenantTransaction } from "#db/tenant/transaction.ts";
import { toJson } from "../json.ts";

/** Who did something, and in which request. */
export type Actor = { id: string; requestId?: string };

export type AuditAction =
  | "project.created"
  | "project.updated"
  | "project.archived"
  | "project.restored"
  | "project.deleted"
  | "task.created"
  | "task.updated"
  | "task.deleted"
  | "task.restored"
  | "label.created"
  | "label.updated"
  | "label.deleted"
  | "member.joined"
  | "member.left"
  | "member.role-changed"
  | "member.invited"
  | "invitation.revoked"
  | "settings.updated"
  | "logo.updated"
  | "logo.removed"
  | "workspace.renamed"
  | "workspace.deleted"
  | "workspace.restored";

export type Change = {
  action: AuditAction;
  target: {
    type: "project" | "task" | "label" | "member" | "invitation" | "settings" | "workspace";
    id: string;
    name: string;
  };
  /** The changed fields before and after, and no others. */
  before?: Record<string, unknown>;
  after?: Record<string, unknown>;
};

/** Adds an entry to the tenant's audit log, in the transaction of the change itself. */
export async function recordChange(tx: TenantTransaction, actor: Actor, change: Change): Promise<void> {
  await recordChanges(tx, actor, [change]);
}

/** The same for several changes. */
export async function recordChanges(
  tx: TenantTransaction,
  actor: Actor,
  changes: readonly Change[],
): Promise<void> {
  if (changes.length === 0) return;
  const at = new Date();
  const rows = changes.map(({ action, target, before, after }) => ({
    id: Bun.randomUUIDv7(),
    at,
    actor_id: actor.id,
    action,
    target_type: target.type,
    target_id: target.id,
    target_name: target.name,
    before: before ? toJson(before) : null,
    after: after ? toJson(after) : null,
    request_id: actor.requestId ?? null,
  }));
  await tx.insertInto("audit_log").values(rows).execute();
}
