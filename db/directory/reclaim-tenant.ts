import type postgres from "postgres";
import { listTombstones } from "#db/mirror/tombstones.ts";
import { enterAsOwner, type OwnerAccess } from "#db/tenant/owner-transaction.ts";
import type { Tenant } from "#db/tenant/tenant.ts";
import { graceDays, stopDeleting } from "./lifecycle.ts";
import { moveToOrganization } from "./link-organization.ts";
import { reservedDays } from "./released-slugs.ts";
import { tenantColumns } from "./tenant-rows.ts";

/**
 * Gives the tenant with this slug to a new organization if its own was deleted in Clerk and `creatorId` was an active owner
 * at that moment; the mirror does not change after a deletion. The tenant opens again with its data, or is suspended again,
 * without members: the caller mirrors them. Not for anyone else, nor for a tenant that an operator closed or whose grace
 * period is over: giving data to whoever registers a name again would be a takeover.
 * @returns undefined if there is nothing to give back to this person.
 */
export async function reclaimTenant(
  operator: OwnerAccess,
  slug: string,
  { clerkOrgId, clerkSlug, creatorId }: { clerkOrgId: string; clerkSlug: string | null; creatorId: string },
): Promise<Tenant | undefined> {
  const outcome = operator.sql.begin(async (tx) => {
    const tenant = await lockOrphan(tx, slug);
    const isGone = (await listTombstones(tx, [clerkOrgId])).size > 0;
    if (!tenant || isGone) return { tenant: undefined };
    await enterAsOwner(tx, operator.sealSecret, tenant, "hand-back");
    const owners = await tx`select from users where id = ${creatorId} and role = 'owner' and is_active`;
    if (owners.length === 0) return { tenant: undefined };
    await moveToOrganization(tx, operator, tenant, { clerkOrgId, clerkSlug });
    const [open] = await tx<Pick<Tenant, "status">[]>`
      update public.tenants set ${stopDeleting(tx)}, updated_at = now() where id = ${tenant.id} returning status`;
    return { tenant: { ...tenant, clerkOrgId, status: open?.status ?? tenant.status } };
  });
  return await outcome.then(({ tenant }) => tenant, unlessTaken);
}

/** Another event of the new organization, applied at the same time, has given it a tenant of its own. */
function unlessTaken(error: unknown): undefined {
  const { code, constraint_name: constraint } = error as { code?: string; constraint_name?: string };
  if (code !== "23505" || constraint !== "tenants_clerk_org_id_key") throw error;
}

/** The organization that the slug belongs to or belonged to recently, and why it is not free. */
export async function findFormerOwner(
  sql: postgres.Sql,
  slug: string,
): Promise<{ clerkOrgId: string; what: string } | undefined> {
  const [former] = await sql<{ clerkOrgId: string; what: string }[]>`
    select clerk_org_id as "clerkOrgId", 'belongs to a tenant that is deleting' as what
    from public.tenants where slug = ${slug} and status = 'deleting'
    union all
    select clerk_org_id, 'was released recently and is reserved' from public.released_slugs
    where slug = ${slug} and released_at > now() - make_interval(days => ${reservedDays})`;
  return former && { ...former };
}

async function lockOrphan(tx: postgres.TransactionSql, slug: string): Promise<Tenant | undefined> {
  const [tenant] = await tx<Tenant[]>`
    select ${tenantColumns(tx)} from public.tenants
    where slug = ${slug} and status = 'deleting' and deleting_by in ('clerk', 'owner')
      and deleting_since > now() - make_interval(days => ${graceDays})
      and exists (select from public.tombstones where clerk_id = clerk_org_id)
    for update`;
  return tenant && { ...tenant };
}
