import type postgres from "postgres";
import { isDomainError } from "#db/errors.ts";
import type { Tenant } from "#db/tenant/tenant.ts";
import { moveSlug } from "./lifecycle.ts";
import { leaveNotice } from "./notices.ts";
import { isLegalSlug } from "./slug.ts";
import { tenantColumns } from "./tenant-rows.ts";

/** An organization as Clerk's Backend API returned it. `changedAt` is by Clerk's clock. */
export type ConfirmedOrganization = { id: string; name: string; slug: string | null; changedAt: Date };

/**
 * Copies the organization's name from Clerk, and its slug if that changed in Clerk since the last look: until then a slug
 * given in the app, or one with a suffix, stays. A slug that is illegal, taken or reserved is not copied, and an operator
 * gets a notice. An answer older than the last one changes nothing. The schema keeps its name.
 */
export async function updateOrganization(
  sql: postgres.Sql,
  tenantId: string,
  { name, slug, changedAt }: ConfirmedOrganization,
): Promise<void> {
  await sql.begin(async (tx) => {
    const [tenant] = await tx<(Tenant & { clerkSlug: string | null; isOlder: boolean | null })[]>`
      select ${tenantColumns(tx)}, clerk_slug as "clerkSlug", clerk_changed_at > ${changedAt} as "isOlder"
      from public.tenants where id = ${tenantId} for no key update`;
    if (!tenant || tenant.isOlder) return;
    const newName = name.trim().slice(0, 256) || tenant.name;
    if (newName !== tenant.name)
      await tx`update public.tenants set name = ${newName}, updated_at = now() where id = ${tenant.id}`;
    await tx`update public.tenants set clerk_changed_at = ${changedAt} where id = ${tenant.id}`;
    // A tenant that is deleting or provisioning gets the slug once it is open.
    if (slug === tenant.clerkSlug || !["active", "suspended"].includes(tenant.status)) return;
    if (slug && tenant.clerkSlug && slug !== tenant.slug) await copySlug(tx, tenant, slug);
    await tx`update public.tenants set clerk_slug = ${slug} where id = ${tenant.id}`;
  });
}

async function copySlug(tx: postgres.TransactionSql, tenant: Tenant, wanted: string): Promise<void> {
  const reason = isLegalSlug(wanted)
    ? await moveSlug(tx, tenant.slug, wanted).then(() => undefined, reasonOf)
    : "it is reserved or not a legal slug";
  if (!reason) return;
  const message = `The slug in Clerk is now "${wanted}", but ${reason}. The tenant keeps "${tenant.slug}".`;
  await leaveNotice(tx, {
    kind: "slug-refused",
    tenantId: tenant.id,
    clerkOrgId: tenant.clerkOrgId,
    message,
  });
}

function reasonOf(error: unknown): string {
  if (isDomainError(error) && error.code === "slug-taken") return "another tenant has it";
  if (isDomainError(error) && error.code === "slug-released") return "another tenant released it recently";
  throw error;
}
