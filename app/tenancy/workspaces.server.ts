import { isRole } from "#app/access/permissions.ts";
import { askClerk, clerkApi } from "#app/clerk/api.server.ts";
import { tenantOrigin } from "#app/http/host.ts";
import type { RequestContext } from "#app/http/request-context.ts";
import { findMember, type MemberRole } from "#db/queries/members.ts";
import type { Tenant } from "#db/tenant/tenant.ts";
import { inTenant } from "#db/tenant/transaction.ts";
import type { Identity } from "./identity.server.ts";

/** `url` is absent while the workspace is still being made. */
export type Workspace = {
  organizationId: string;
  name: string;
  imageUrl: string;
  role: MemberRole;
  url?: string;
};

/** The organizations this person belongs to, as Clerk says, with the address of each that is ready. */
export async function listWorkspaces(context: RequestContext, identity: Identity): Promise<Workspace[]> {
  const answer = await askClerk(() =>
    clerkApi(context.env).users.getOrganizationMembershipList({ userId: identity.userId, limit: 100 }),
  );
  const memberships = answer?.data ?? [];
  const tenants = await context.directory.listTenantsOf(
    memberships.map(({ organization }) => organization.id),
  );
  const urls = new Map(tenants.map((tenant) => [tenant.clerkOrgId, dashboardUrl(context, tenant)]));
  return memberships.map(({ organization: { id, name, imageUrl }, role }) => {
    return { organizationId: id, name, imageUrl, role: toRole(role), url: urls.get(id) };
  });
}

/**
 * The address at which this person goes on in the workspace of an organization, once they can work in it: the schema is
 * there, and they are in its mirror. Undefined until then, and for an organization that is not theirs.
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
  // Who was here before came back by an address that is another workspace's, or nobody's, by now.
  const page = member?.onboardedAt ? "/dashboard" : "/welcome";
  return member && `${tenantOrigin(tenant.slug, context.env.BASE_URL)}${page}`;
}

/** As the mirror will have it, but for the creator of an organization without custom roles, who is owner there. */
function toRole(role: string): MemberRole {
  const name = role.replace("org:", "");
  return isRole(name) ? name : "viewer";
}

function dashboardUrl({ env }: RequestContext, tenant: Tenant): string {
  return `${tenantOrigin(tenant.slug, env.BASE_URL)}/dashboard`;
}
