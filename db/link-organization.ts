import type postgres from "postgres";
import { enterAsOwner, type Operator } from "./as-tenant.ts";
import { DomainError, NotFound } from "./errors.ts";
import { findByOrganization, organizationTaken, placeholderOf } from "./provision.ts";
import type { Tenant } from "./tenant.ts";

/**
 * Makes a tenant that of another Clerk organization: one created without, or one whose organization was deleted there.
 * The empty tenant that this organization got when it was made in Clerk gives way, and is `deleting`. Slugs that the
 * tenant gave up rest for its new organization. The worker mirrors the members with the next event.
 * @throws NotFound; DomainError "wrong-status"; "organization-taken" when the organization's tenant has anything in it.
 */
export async function linkOrganization(
  operator: Operator,
  slug: string,
  clerkOrgId: string,
): Promise<Tenant> {
  return await operator.sql.begin(async (tx) => {
    const tenant = await lockTenant(tx, slug);
    const other = await findByOrganization(tx, clerkOrgId);
    if (other && other.id !== tenant.id) await giveWay(tx, operator.sealSecret, other);
    await tx`update public.tenants set clerk_org_id = ${clerkOrgId}, updated_at = now() where id = ${tenant.id}`;
    await tx`update public.released_slugs set clerk_org_id = ${clerkOrgId} where clerk_org_id = ${tenant.clerkOrgId}`;
    await tx`delete from public.tombstones where clerk_id = ${clerkOrgId}`;
    return { ...tenant, clerkOrgId };
  });
}

async function lockTenant(tx: postgres.TransactionSql, slug: string): Promise<Tenant> {
  const [tenant] = await tx<Tenant[]>`
    select id, clerk_org_id as "clerkOrgId", name, slug, schema_name as schema, status
    from public.tenants where slug = ${slug} for update`;
  if (!tenant) throw new NotFound(`The tenant "${slug}"`);
  if (tenant.status === "provisioning") {
    throw new DomainError("wrong-status", `"${slug}" is being provisioned: it cannot be linked yet.`);
  }
  return { ...tenant };
}

async function giveWay(tx: postgres.TransactionSql, sealSecret: string, other: Tenant): Promise<void> {
  const given = await tx`
    update public.tenants set clerk_org_id = ${placeholderOf(other.id)}, status = 'deleting', deleting_since = now(),
      updated_at = now()
    where id = ${other.id} and status = 'active'`;
  if (given.count === 0) throw organizationTaken(other.clerkOrgId, other);
  await enterAsOwner(tx, sealSecret, other, "link");
  const [found] = await tx<{ rows: number }[]>`
    select ((select count(*) from projects) + (select count(*) from tasks))::int as rows`;
  if (found?.rows !== 0) throw organizationTaken(other.clerkOrgId, other);
}
