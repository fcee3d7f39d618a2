import { clerkFor } from "#app/clerk/api.server.ts";
import type { ClerkMembership } from "#app/clerk/records.ts";
import { tenantOrigin } from "#app/http/host.ts";
import type { RequestContext } from "#app/http/request-context.ts";
import { findMember } from "#db/queries/members.ts";
import type { Tenant } from "#db/tenant/tenant.ts";
import { inTenant } from "#db/tenant/transaction.ts";
import type { Identity } from "./identity.server.ts";

/** `url` is undefined until the workspace is provisioned. */
export type Workspace = ClerkMembership & { url?: string };

/** The user's organizations at Clerk, with the address of each workspace that is provisioned. @throws Unavailable */
export async function listWorkspaces(context: RequestContext, identity: Identity): Promise<Workspace[]> {
  const memberships = await clerkFor(context).listMembershipsOf(identity.userId);
  const tenants = await context.directory.listTenantsOf(
    memberships.map(({ organizationId }) => organizationId),
  );
  const urls = new Map(tenants.map((tenant) => [tenant.clerkOrgId, dashboardUrl(context, tenant)]));
  return memberships.map((membership) => ({ ...membership, url: urls.get(membership.organizationId) }));
}

/**
 * Where this person enters the workspace of an organization. Undefined until it is provisioned and they are mirrored, and
 * for an organization of other people.
 */
export async function findReadyWorkspace(
  context: RequestContext,
  identity: Identity,
  organizationId: string,
): Promise<string | undefined> {
  const [tenant] = await context.directory.listTenantsOf([organizationId]);
  if (!tenant) return undefined;
  const options = { pool: context.appPool, sealSecret: context.env.TENANT_SEAL_SECRET, readOnly: true };
  const member = await inTenant(tenant, { ...options, label: context.requestId }, (tx) =>
    findMember(tx, identity.userId),
  );
  // Onboarded members come here if their workspace's address has changed.
  const page = member?.onboardedAt ? "/dashboard" : "/welcome";
  return member && `${tenantOrigin(tenant.slug, context.env.BASE_URL)}${page}`;
}

function dashboardUrl({ env }: RequestContext, tenant: Tenant): string {
  return `${tenantOrigin(tenant.slug, env.BASE_URL)}/dashboard`;
}
