import type postgres from "postgres";
import { DomainError, NotFound } from "#db/errors.ts";
import { tablesHolding } from "#db/tables.ts";
import { quoteName } from "#db/tenant/guard.ts";
import { enterAsOwner, type OwnerAccess } from "#db/tenant/owner-transaction.ts";
import type { Tenant } from "#db/tenant/tenant.ts";
import { organizationTaken, placeholderOf } from "./provision.ts";
import { findByOrganization, tenantColumns } from "./tenant-rows.ts";

/**
 * Links a tenant to another Clerk organization: one created without an organization, or whose organization was deleted.
 * The empty tenant that the organization got in the meantime becomes `deleting`. The tenant's released slugs are reserved
 * for its new organization. Nobody is a member until the worker mirrors that one's members, by its next event or by
 * reconciling.
 * @throws NotFound; DomainError "wrong-status"; "organization-taken" when the organization's tenant has content (`db/tables.ts`).
 */
export async function linkOrganization(
  operator: OwnerAccess,
  slug: string,
  clerkOrgId: string,
): Promise<Tenant> {
  return await operator.sql.begin(async (tx) => {
    const tenant = await lockTenant(tx, slug);
    const other = await findByOrganization(tx, clerkOrgId);
    if (other && other.id !== tenant.id) await giveWay(tx, operator.sealSecret, other);
    await tx`delete from public.tombstones where clerk_id = ${clerkOrgId}`;
    if (other?.id !== tenant.id)
      await moveToOrganization(tx, operator, tenant, { clerkOrgId, clerkSlug: null });
    return { ...tenant, clerkOrgId };
  });
}

/**
 * Moves the tenant to this organization and ends all memberships, so that the caller has to mirror its members. The caller
 * holds the tenant's row. `clerkSlug` is the organization's slug in Clerk, if known.
 */
export async function moveToOrganization(
  tx: postgres.TransactionSql,
  { sealSecret }: OwnerAccess,
  tenant: Tenant,
  { clerkOrgId, clerkSlug }: { clerkOrgId: string; clerkSlug: string | null },
): Promise<void> {
  await tx`
    update public.tenants set clerk_org_id = ${clerkOrgId}, clerk_slug = ${clerkSlug}, clerk_changed_at = null, updated_at = now()
    where id = ${tenant.id}`;
  await tx`update public.released_slugs set clerk_org_id = ${clerkOrgId} where clerk_org_id = ${tenant.clerkOrgId}`;
  await enterAsOwner(tx, sealSecret, tenant, "link");
  await tx`update users set is_active = false, updated_at = now() where is_active`;
  await tx`delete from public.memberships where tenant_id = ${tenant.id}`;
}

async function lockTenant(tx: postgres.TransactionSql, slug: string): Promise<Tenant> {
  const [tenant] = await tx<Tenant[]>`
    select ${tenantColumns(tx)} from public.tenants where slug = ${slug} for update`;
  if (!tenant) throw new NotFound(`The tenant "${slug}"`);
  if (tenant.status === "provisioning") {
    throw new DomainError("wrong-status", `"${slug}" is being provisioned and cannot be linked yet.`);
  }
  return { ...tenant };
}

async function giveWay(tx: postgres.TransactionSql, sealSecret: string, other: Tenant): Promise<void> {
  const given = await tx`
    update public.tenants set clerk_org_id = ${placeholderOf(other.id)}, status = 'deleting', deleting_since = now(),
      deleting_by = 'operator', updated_at = now()
    where id = ${other.id} and status = 'active'`;
  if (given.count === 0) throw organizationTaken(other.clerkOrgId, other);
  await enterAsOwner(tx, sealSecret, other, "link");
  if (await hasContent(tx)) throw organizationTaken(other.clerkOrgId, other);
}

async function hasContent(tx: postgres.TransactionSql): Promise<boolean> {
  const tables = tablesHolding("content").map((table) => `exists (select from ${quoteName(table)})`);
  const [found] = await tx.unsafe<{ any: boolean }[]>(`select ${tables.join(" or ")} as any`);
  return found?.any !== false;
}
