import { findByOrganization } from "#db/directory/tenant-rows.ts";
import { recordAsOwner } from "#db/mirror/audit-entries.ts";
import { inTenantAsOwner } from "#db/tenant/owner-transaction.ts";
import type { InvitationData } from "./clerk-event.ts";
import type { SyncContext } from "./sync-context.ts";

/**
 * Records in the tenant's audit log that an invitation was made or revoked, once for each invitation.
 * @param actorId null if Clerk does not say, as for a revocation.
 */
export async function recordInvitation(
  context: SyncContext,
  action: "member.invited" | "invitation.revoked",
  { id, organization_id, email_address, role }: InvitationData,
  actorId: string | null,
): Promise<void> {
  const tenant = await findByOrganization(context.sql, organization_id);
  if (!tenant || tenant.status === "provisioning") return;
  await inTenantAsOwner(context, tenant, "audit", async (tx) => {
    const [known] =
      await tx`select from audit_log where target_type = 'invitation' and target_id = ${id} and action = ${action}`;
    if (known) return;
    const target = { type: "invitation" as const, id, name: email_address };
    await recordAsOwner(tx, actorId, [{ action, target, after: role ? { role } : undefined }]);
  });
}
