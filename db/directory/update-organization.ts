import type postgres from "postgres";
import { isDomainError } from "#db/errors.ts";
import type { Tenant } from "#db/tenant/tenant.ts";
import { moveSlug } from "./lifecycle.ts";
import { leaveNotice } from "./notices.ts";
import { isLegalSlug } from "./slug.ts";

/** What Clerk's Backend API says of an organization. `changedAt` is Clerk's clock. */
export type ConfirmedOrganization = { id: string; name: string; slug: string | null; changedAt: Date };

/**
 * Takes over the organization's name, and its slug when that changed at Clerk since it was last looked at: a slug given in
 * the app, or one with a suffix, stays until then. One that is illegal, taken or resting is not taken over, and an
 * operator is told. An answer older than what was seen changes nothing. The schema keeps its name.
 */
export async function updateOrganization(
  sql: postgres.Sql,
  tenantId: string,
  organization: ConfirmedOrganization,
): Promise<void> {
  await sql.begin(async (tx) => await updateOrganizationWithin(tx, tenantId, organization));
}

/** As `updateOrganization`, within the caller's transaction. */
export async function updateOrganizationWithin(
  tx: postgres.TransactionSql,
  tenantId: string,
  { name, slug, changedAt }: ConfirmedOrganization,
): Promise<void> {
  const [tenant] = await tx<(Tenant & { clerkSlug: string | null; isOlder: boolean | null })[]>`
    select id, clerk_org_id as "clerkOrgId", name, slug, schema_name as schema, status, clerk_slug as "clerkSlug",
      clerk_changed_at > ${changedAt} as "isOlder"
    from public.tenants where id = ${tenantId} for no key update`;
  if (!tenant || tenant.isOlder) return;
  const known = name.trim().slice(0, 256) || tenant.name;
  if (known !== tenant.name)
    await tx`update public.tenants set name = ${known}, updated_at = now() where id = ${tenant.id}`;
  await tx`update public.tenants set clerk_changed_at = ${changedAt} where id = ${tenant.id}`;
  // A tenant that is closed for good, or not ready, follows once it is open.
  if (slug === tenant.clerkSlug || !["active", "suspended"].includes(tenant.status)) return;
  if (slug && tenant.clerkSlug && slug !== tenant.slug) await followSlug(tx, tenant, slug);
  await tx`update public.tenants set clerk_slug = ${slug} where id = ${tenant.id}`;
}

async function followSlug(tx: postgres.TransactionSql, tenant: Tenant, wanted: string): Promise<void> {
  const reason = isLegalSlug(wanted)
    ? await moveSlug(tx, tenant.slug, wanted).then(() => undefined, reasonOf)
    : "it is reserved, or no legal slug";
  if (!reason) return;
  const message = `In Clerk the slug became "${wanted}", but ${reason}. The tenant keeps "${tenant.slug}".`;
  await leaveNotice(tx, {
    kind: "slug-refused",
    tenantId: tenant.id,
    clerkOrgId: tenant.clerkOrgId,
    message,
  });
}

function reasonOf(error: unknown): string {
  if (isDomainError(error) && error.code === "slug-taken") return "another tenant has it";
  if (isDomainError(error) && error.code === "slug-resting") return "another tenant gave it up lately";
  throw error;
}
