import type postgres from "postgres";
import { isDomainError } from "#db/errors.ts";
import type { Delivery } from "#db/inbox.ts";
import { markDeleting } from "#db/lifecycle.ts";
import { deactivateMember, listTenantsOfUser, mirrorMembers } from "#db/mirror.ts";
import { findByOrganization, provisionTenant, renameTenant } from "#db/provision.ts";
import type { Tenant } from "#db/tenant.ts";
import { type ClerkEvent, clerkEvent } from "./clerk-event.ts";
import type { ClerkSource } from "./clerk-source.ts";
import { wasAuthentic } from "./signature.ts";

export type SyncContext = {
  sql: postgres.Sql;
  sealSecret: string;
  clerk: ClerkSource;
  webhookSecrets: readonly string[];
};

/**
 * Brings directory and mirror in line with what a delivery is about. The signature is checked again over the stored
 * body. Repeating a delivery, or applying deliveries in any order, ends in the same state.
 */
export async function applyDelivery(context: SyncContext, delivery: Delivery): Promise<"done" | "ignored"> {
  if (!wasAuthentic(delivery, context.webhookSecrets)) return "ignored";
  const event = clerkEvent.safeParse(JSON.parse(delivery.body));
  if (!event.success) return "ignored";
  await applyEvent(context, event.data);
  return "done";
}

async function applyEvent(context: SyncContext, event: ClerkEvent): Promise<void> {
  switch (event.type) {
    case "organization.created":
    case "organization.updated":
      return await syncOrganization(context, event.data.id);
    case "organization.deleted":
      return await closeOrganization(context, event.data.id);
    case "organizationMembership.created":
    case "organizationMembership.updated":
    case "organizationMembership.deleted":
      return await syncMembership(context, event.data.organization.id, event.data.public_user_data.user_id);
    case "user.created":
    case "user.updated":
    case "user.deleted":
      return await syncUser(context, event.data.id);
  }
}

/** Closes the tenant when Clerk said that its organization was deleted, and has none of it any more. */
async function closeOrganization({ sql, clerk }: SyncContext, organizationId: string): Promise<void> {
  if (!(await clerk.findOrganization(organizationId))) await markDeleting(sql, organizationId);
}

/**
 * Makes the tenant when it is not there yet, and brings its name and members up to date. An organization that Clerk does
 * not know changes nothing: it may be another Clerk that is asked.
 */
export async function syncOrganization(context: SyncContext, organizationId: string): Promise<void> {
  const { sql, sealSecret, clerk } = context;
  const organization = await clerk.findOrganization(organizationId);
  if (!organization) return;
  const { name, slug } = organization;
  const wanted = { clerkOrgId: organizationId, name, slug };
  const tenant = await provisionTenant(sql, sealSecret, wanted).catch(unlessGone);
  if (!tenant) return;
  await renameTenant(sql, tenant, name);
  await mirrorMembers(context, tenant, await clerk.listMembers(organizationId));
}

/** A tenant that was purged does not come back by an event, although its organization may still be in Clerk. */
function unlessGone(error: unknown): undefined {
  if (!isDomainError(error) || error.code !== "organization-gone") throw error;
}

async function syncMembership(context: SyncContext, organizationId: string, userId: string): Promise<void> {
  const tenant = await findByOrganization(context.sql, organizationId);
  // Not there yet: organization.created comes, or has to be tried again, and takes all members along.
  if (!tenant || tenant.status === "provisioning") return await syncOrganization(context, organizationId);
  await syncMember(context, tenant, userId);
}

async function syncUser(context: SyncContext, userId: string): Promise<void> {
  for (const tenant of await listTenantsOfUser(context.sql, userId))
    await syncMember(context, tenant, userId);
}

async function syncMember(context: SyncContext, tenant: Tenant, userId: string): Promise<void> {
  const askedAt = new Date();
  const member = await context.clerk.findMember(tenant.clerkOrgId, userId);
  if (member) return await mirrorMembers(context, tenant, [member]);
  // An organization that is gone took its memberships along. The tenant is closed then, and may yet be restored.
  const organization = await context.clerk.findOrganization(tenant.clerkOrgId);
  if (organization) await deactivateMember(context, tenant, userId, askedAt);
}
